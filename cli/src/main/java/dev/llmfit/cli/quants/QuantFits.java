package dev.llmfit.cli.quants;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.quant.QuantSummary;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.FileTypeFit;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.quality.QualityTable;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.sizing.plan.GraphEstimator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each file type of a model is worth on a machine.
 *
 * @param machine where it would run
 * @param fits how each type fits; empty for an architecture that is not sized
 * @param qualities what each type loses
 * @param sweetSpot the best quality that fits whole with the context of the table
 */
public record QuantFits(
        Machine machine,
        Map<FileType, FileTypeFit> fits,
        Map<FileType, Quality> qualities,
        Optional<FileType> sweetSpot) {

    /** Sizes every file type of a table on a machine, with a margin of 1 GiB on each GPU. */
    public static QuantFits of(QuantTable table, Machine machine) {
        Budgets budgets = Budgets.of(machine, Budgets.DEFAULT_MARGIN);
        GraphEstimator estimator = new GraphEstimator();
        Quantizer quantizer = Quantizer.of(table.model());
        Map<FileType, FileTypeFit> fits = new EnumMap<>(FileType.class);
        Map<FileType, Quality> qualities = new EnumMap<>(FileType.class);
        for (QuantSummary row : table.rows()) {
            qualities.put(row.fileType(), QualityTable.of(row.fileType().name(), table.parameters(), Optional.empty()));
            try {
                fits.put(
                        row.fileType(),
                        FileTypeFit.of(quantizer.quantize(row.fileType(), table.imatrix()), budgets, estimator));
            } catch (UnsupportedArchitectureException e) {
                return new QuantFits(machine, Map.of(), qualities, Optional.empty());
            }
        }
        return new QuantFits(
                machine,
                fits,
                qualities,
                sweetSpot(table.rows().stream().map(QuantSummary::fileType).toList(), machine, fits, qualities));
    }

    /** Returns the type that loses least among those of a list that fit whole; the first of equal ones. */
    Optional<FileType> sweetSpotAmong(List<FileType> types) {
        return sweetSpot(types, machine, fits, qualities);
    }

    private static Optional<FileType> sweetSpot(
            List<FileType> types, Machine machine, Map<FileType, FileTypeFit> fits, Map<FileType, Quality> qualities) {
        FileType best = null;
        double least = Double.POSITIVE_INFINITY;
        for (FileType type : types) {
            Optional<Double> loss = Optional.ofNullable(qualities.get(type)).flatMap(Quality::pplPercent);
            if (loss.isPresent() && loss.get() < least && whole(machine, fits.get(type))) {
                best = type;
                least = loss.get();
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean whole(Machine machine, @Nullable FileTypeFit fit) {
        return fit != null
                && fit.nGpuLayers().isPresent()
                && (machine.devices().isEmpty() || fit.nGpuLayers().getAsInt() == fit.layers());
    }
}
