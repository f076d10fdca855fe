package dev.llmfit.answers;

import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.find.EngineFinder;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.find.GivenHeaders;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.local.LocalModels;
import dev.llmfit.gguf.local.StoreFolders;
import dev.llmfit.gguf.remote.OnlineModels;
import dev.llmfit.gguf.remote.RemoteSettings;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.FittedSpeed;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.speed.SpeedModel;
import dev.llmfit.units.AbandonedException;
import dev.llmfit.units.Environment;
import dev.llmfit.units.KeptRecently;
import dev.llmfit.units.KnowledgeFiles;
import dev.llmfit.units.KnowledgeVersion;
import dev.llmfit.units.OwnFolders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that answers need of the outside, made once and only when it is needed: models, machines, estimator, speeds,
 * stored measurements, rules, engines. Safe for use by several threads.
 */
public final class Workbench {
    /** Lookups that are kept: a few of each model and machine that are asked about in turn. Judgement. */
    private static final int KEPT = 256;

    /** Memory of them, a fifth of a server's heap; a model of the catalogue takes some hundred kilobytes at most. Judgement. */
    private static final long KEPT_BYTES = 64L << 20;

    private final Settings settings;
    private final Once<Catalogue> catalogue;
    private final Once<ModelResolver> models;
    private final Once<OnlineModels> online;
    private final Once<MachineResolver> machines;
    private final Once<RuleBook> rules;
    private final Once<MeasurementStore> measurements;
    private final Once<GraphEstimator> estimator = new Once<>(GraphEstimator::new);
    private final Once<GraphEstimator> everyKernel =
            new Once<>(() -> estimator().withEveryKernel());
    private final Once<SpeedModel> speeds = new Once<>(SpeedModel::bundled);
    private final GivenHeaders given;
    private final Path folder;
    private final Optional<Map<Lookup<?>, Once<?>>> found;
    private final KeptRecently<Lookup<?>, Object> kept;
    private final Consumer<String> warnings;

    private Workbench(
            Settings settings,
            GivenHeaders given,
            Path folder,
            Optional<Map<Lookup<?>, Once<?>>> found,
            KeptRecently<Lookup<?>, Object> kept,
            Consumer<String> warnings) {
        this.given = given;
        this.kept = kept;
        this.warnings = warnings;
        Environment environment = settings.environment();
        this.settings = settings;
        this.folder = folder;
        this.found = found;
        this.catalogue = new Once<>(() -> {
            tellAge();
            return Catalogue.of(environment);
        });
        this.models = new Once<>(
                () -> ModelResolver.of(environment, settings.offline()).withGiven(given));
        this.online = new Once<>(() -> new OnlineModels(RemoteSettings.of(environment, settings.offline())));
        Once<MachineFacts> here = new Once<>(() -> ThisMachine.read(environment));
        this.machines = new Once<>(
                () -> MachineResolver.bundled(found.isPresent() ? here::get : () -> ThisMachine.read(environment)));
        this.rules = new Once<>(
                () -> RuleBook.withUserRules(OwnFolders.of(environment).config().resolve("rules")));
        this.measurements =
                new Once<>(() -> new MeasurementStore(OwnFolders.of(environment).data(), warnings));
    }

    /** Returns a workbench with these settings. */
    public static Workbench of(Settings settings) {
        return of(settings, warning -> {});
    }

    /**
     * Returns a workbench with these settings.
     *
     * @param warnings is told, in a sentence and once, what cannot be read of the store or kept in it
     */
    public static Workbench of(Settings settings, Consumer<String> warnings) {
        Set<String> said = ConcurrentHashMap.newKeySet();
        Consumer<String> once = sentence -> {
            if (said.add(sentence)) {
                warnings.accept(sentence);
            }
        };
        return new Workbench(
                settings,
                new GivenHeaders(settings.clock()),
                Path.of(""),
                Optional.empty(),
                new KeptRecently<>(KEPT, KEPT_BYTES, Lookup::heldBytes),
                once);
    }

    /** What is known of models and prices is told to be old after so many days; judgement: a quarter brings a new generation. */
    private static final int OLD_AFTER_DAYS = 90;

    private void tellAge() {
        KnowledgeVersion version = KnowledgeFiles.version();
        long days = ChronoUnit.DAYS.between(version.date(), LocalDate.now(settings.clock()));
        if (days > OLD_AFTER_DAYS) {
            warn("What is known of models, hardware and prices is of " + version + ", " + days
                    + " days ago; newer may be published.");
        }
    }

    /** Tells a warning that is no part of an answer. */
    public void warn(String sentence) {
        warnings.accept(sentence);
    }

    /**
     * Returns a workbench for many questions in a row. Files, hardware and stored measurements are taken to stay as they are until
     * the last one: each is read once.
     *
     * @param files folder of the files that questions name by a relative path
     */
    public Workbench forMany(Path files) {
        return new Workbench(settings, given, files, Optional.of(new ConcurrentHashMap<>()), kept, warnings);
    }

    /** Returns a workbench that tells its warnings elsewhere. */
    public Workbench telling(Consumer<String> other) {
        return new Workbench(settings, given, folder, found, kept, other);
    }

    /**
     * Answers a question.
     *
     * @param question what is asked
     * @param progress told about each step of a long answer
     * @throws RefusedException if there is no answer; it says why
     * @throws AbandonedException if the thread was interrupted while it searched or sized
     */
    public <A extends Answer> A ask(Question<A> question, Progress progress) {
        try {
            return question.answer(this, progress);
        } catch (RefusedException | AbandonedException e) {
            throw e;
        } catch (Exception e) {
            throw new RefusedException(Refusal.of(e), e);
        }
    }

    /** Answers a question that takes no time worth telling. */
    public <A extends Answer> A ask(Question<A> question) {
        return ask(question, Progress.NONE);
    }

    /** Returns what a lookup finds; where many questions are asked in a row, each lookup is done once. */
    public <V> V find(Lookup<V> lookup) {
        if (found.isEmpty()) {
            return lookup.find(this);
        }
        // Not inside the map: a lookup may need others.
        Once<?> once = found.get().computeIfAbsent(lookup, l -> new Once<>(() -> l.find(this)));
        @SuppressWarnings("unchecked") // a lookup's own value is kept under it
        V value = (V) once.get();
        return value;
    }

    /**
     * Returns what a lookup makes of its own fields alone, whatever changes outside: that of questions before is taken, as far as some
     * hundreds are kept.
     */
    public <V> V kept(Lookup<V> lookup) {
        @SuppressWarnings("unchecked") // a lookup's own value is kept under it
        V value = (V) kept.of(lookup, l -> l.find(this));
        return value;
    }

    /** Returns where a file lies that a question names. */
    public Path file(Path named) {
        return folder.resolve(named);
    }

    /** Returns the settings. */
    public Settings settings() {
        return settings;
    }

    /** Returns the process and its user. */
    public Environment environment() {
        return settings.environment();
    }

    /** Returns how busy this machine is now. */
    public MachineLoad load() {
        return settings.load().now();
    }

    /** Returns the catalogue with the user's own models. */
    public Catalogue catalogue() {
        return catalogue.get();
    }

    /** Returns what turns a reference into a model. */
    public ModelResolver models() {
        return models.get();
    }

    /**
     * Keeps the header of a file for {@link GivenHeaders#KEPT}.
     *
     * @param name what the file is called
     * @param header the file up to its tensor data
     * @return the reference by which questions name the model
     * @throws dev.llmfit.gguf.GgufFormatException if it is no header that llama.cpp would read
     */
    public String keepHeader(String name, byte[] header) throws IOException {
        return given.keep(name, header);
    }

    /** Returns the servers that publish models. */
    public OnlineModels online() {
        return online.get();
    }

    /** Returns where programs keep models on this machine. */
    public StoreFolders stores() {
        return StoreFolders.of(environment());
    }

    /** Returns the models of those folders. */
    public LocalModels localModels() {
        return new LocalModels(stores());
    }

    /** Returns the machine that is meant, as llama.cpp would see it. */
    public Machine machine(HardwareSelector selector) {
        return machines.get().resolve(selector);
    }

    /** Returns what is known of the machine that is meant, before any rule is applied. */
    public MachineFacts machineFacts(HardwareSelector selector) {
        return machines.get().facts(selector);
    }

    /** Returns the rules with those of the user. */
    public RuleBook rules() {
        return rules.get();
    }

    /** Returns the store of measurements, lessons and load tests. */
    public MeasurementStore measurements() {
        return measurements.get();
    }

    /** Returns what stored measurements say of speeds, as they are now; ask once for a question. */
    public EvidenceSource evidence() {
        return EvidenceSource.of(measurements(), OptionalInt.empty());
    }

    /** Returns which launches could not get their memory, as it is known now; ask once for a question. */
    public FailureSource failures() {
        return FailureSource.of(measurements());
    }

    /** Returns what sizes launches. */
    public GraphEstimator estimator() {
        return estimator.get();
    }

    /** Returns what sizes launches on devices that are given by their memory alone ({@link GraphEstimator#withEveryKernel}). */
    public GraphEstimator everyKernelEstimator() {
        return everyKernel.get();
    }

    /** Returns the fitted speeds, without measurements. */
    public SpeedModel speeds() {
        return speeds.get();
    }

    /** Returns what the search for launches sizes and times with. */
    public Engines estimators() {
        return estimators(evidence(), failures());
    }

    /** Returns what the search for launches sizes and times with, given what is known of speeds and failures. */
    public Engines estimators(EvidenceSource evidence, FailureSource failures) {
        return new Engines(estimator(), new FittedSpeed(speeds(), evidence::of), EngineBuild.NEWEST, failures::of);
    }

    /** Returns what finds inference engines. */
    public EngineFinder engineFinder() {
        return new EngineFinder(environment());
    }

    /** A value that is made when it is first asked for. */
    private static final class Once<T> {
        private final Supplier<T> maker;
        private volatile @Nullable T value;

        Once(Supplier<T> maker) {
            this.maker = maker;
        }

        T get() {
            T made = value;
            if (made == null) {
                synchronized (this) {
                    made = value;
                    if (made == null) {
                        made = maker.get();
                        value = made;
                    }
                }
            }
            return made;
        }
    }
}
