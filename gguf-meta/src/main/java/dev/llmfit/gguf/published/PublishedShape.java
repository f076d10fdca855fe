package dev.llmfit.gguf.published;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.gguf.quant.Recipe;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The tensors of a published file of which only the name, or name and size, are known.
 *
 * @param model the tensors
 * @param basis how they were found
 * @param label the file's type
 * @param fileBytes the size that is told of the file, else the computed one without vocabulary
 */
public record PublishedShape(Model model, Basis basis, TypeLabel label, Bytes fileBytes) {
    /** A plain file whose told size differs by more is made in another way; an update of a vocabulary is smaller. */
    private static final double SAME = 0.002;

    /** Headers are up to so much of a file whose own header is not known: 8 MiB of 1 GiB. */
    private static final double SMALL = 0.012;

    /** Nearer than this no other recipe comes: an importance matrix changes more. */
    private static final double NEAR = 0.0002;

    /** Sizes told in two or three digits are up to so much off. */
    private static final double SAME_ROUNDED = 0.015;

    /** More than this is no header: vocabularies of 262,144 tokens take 16 MiB. */
    private static final long LARGEST_HEADER = 64L << 20;

    /** How the tensors were found. */
    public enum Basis {
        /** {@code llama-quantize} makes them of the name: exact. */
        RECIPE,
        /** The mixture is not known; tensors are chosen so that their sum is the told size, see {@link FittedMixture}. */
        FITTED
    }

    /**
     * Returns the tensors of a file.
     *
     * @param shape the model, laid out from the catalogue
     * @param listing the repository's files
     * @param file the file
     * @throws UnknownTypeException if neither the name nor a size tells them
     */
    public static PublishedShape of(Model shape, RepositoryListing listing, PublishedFile file) {
        return of(shape, Quantizer.of(shape), listing, file);
    }

    /**
     * Returns the tensors of a file of a model that is prepared for several.
     *
     * @param shape the model, laid out from the catalogue
     * @param quantizer prepared for this model
     * @param listing the repository's files
     * @param file the file
     * @throws UnknownTypeException if neither the name nor a size tells them
     */
    public static PublishedShape of(Model shape, Quantizer quantizer, RepositoryListing listing, PublishedFile file) {
        TypeLabel label = file.label().orElseThrow(() -> unknown(file.path(), Optional.of(listing)));
        OptionalLong tensors = file.bytes().isPresent()
                ? OptionalLong.of(Math.max(0, file.bytes().getAsLong() - header(quantizer, listing)))
                : OptionalLong.empty();
        Optional<String> publisher = Optional.of(listing.publisher());
        Optional<Model> named = nearest(quantizer, recipes(label, publisher, shape), tensors);
        if (named.isPresent() && agrees(named.get(), file, tensors)) {
            return exact(quantizer, named.get(), label, file.bytes());
        }
        if (tensors.isEmpty()) {
            throw unknown(listing.repository() + ":" + label, Optional.of(listing));
        }
        Model fitted = FittedMixture.of(quantizer, tensors.getAsLong())
                .orElseThrow(() -> new UnknownTypeException(
                        listing.repository() + ":" + label + " is told to have "
                                + file.bytes().getAsLong() + " bytes, which no mixture of this model's tensors has",
                        Hint.plain("name the file itself, or let its server be asked")));
        return new PublishedShape(
                fitted, Basis.FITTED, label, Bytes.of(file.bytes().getAsLong()));
    }

    /**
     * Returns the tensors of a file of which no list is known.
     *
     * @param shape the model, laid out from the catalogue
     * @param publisher who publishes it; empty if nobody was named
     * @param label its type
     * @param asked what was asked for, for the message
     * @throws UnknownTypeException if the name alone does not tell them
     */
    public static PublishedShape named(Model shape, Optional<String> publisher, TypeLabel label, String asked) {
        Quantizer quantizer = Quantizer.of(shape);
        return recipes(label, publisher, shape).stream()
                .findFirst()
                .map(recipe -> exact(quantizer, made(quantizer, recipe), label, OptionalLong.empty()))
                .orElseThrow(() -> unknown(asked, Optional.empty()));
    }

    /** Returns how llama-quantize may have been called, the likeliest first; empty if the name does not tell. */
    private static List<Recipe> recipes(TypeLabel label, Optional<String> publisher, Model shape) {
        return switch (label.kind()) {
            case PLAIN ->
                Stream.of(Imatrix.ABSENT, Imatrix.PRESENT)
                        .map(imatrix -> Recipe.plain(label.fileType(), imatrix))
                        .filter(recipe -> recipe.fileType().isQuantizeTarget())
                        .toList();
            case WITH_IMATRIX -> List.of(Recipe.plain(label.fileType(), Imatrix.PRESENT));
            case EXTENDED ->
                PublishedListings.bundled().recipe(publisher, label, isTied(shape)).stream()
                        .toList();
            case DYNAMIC -> List.of();
        };
    }

    private static boolean isTied(Model shape) {
        return shape.tensors().stream().noneMatch(tensor -> tensor.name().equals("output.weight"));
    }

    /** Returns what these recipes make that comes nearest to a size; the first that all but has it, or if there is none, the first. */
    private static Optional<Model> nearest(Quantizer quantizer, List<Recipe> recipes, OptionalLong tensors) {
        Optional<Model> nearest = Optional.empty();
        long least = Long.MAX_VALUE;
        for (Recipe recipe : recipes) {
            Model model = made(quantizer, recipe);
            long off = Math.abs(model.tensorBytes() - tensors.orElse(model.tensorBytes()));
            if (off < least) {
                nearest = Optional.of(model);
                least = off;
            }
            if (off <= NEAR * model.tensorBytes()) {
                return nearest;
            }
        }
        return nearest;
    }

    /** Returns whether the told size, if there is one, is that of these tensors with a header. */
    private static boolean agrees(Model model, PublishedFile file, OptionalLong tensors) {
        if (tensors.isEmpty()) {
            return true;
        }
        double off = Math.abs(model.tensorBytes() / (double) Math.max(1, tensors.getAsLong()) - 1);
        long rest = file.bytes().orElse(0) - model.tensorBytes();
        boolean header = !file.rounded() && rest >= 0 && rest <= LARGEST_HEADER && rest <= SMALL * model.tensorBytes();
        return header || off <= (file.rounded() ? SAME_ROUNDED : SAME);
    }

    private static Model made(Quantizer quantizer, Recipe recipe) {
        return withNativeExperts(quantizer, quantizer.quantize(recipe));
    }

    private static PublishedShape exact(Quantizer quantizer, Model model, TypeLabel label, OptionalLong told) {
        long bytes = told.orElseGet(() -> Math.addExact(quantizer.headerBytes(), model.tensorBytes()));
        return new PublishedShape(model, Basis.RECIPE, label, Bytes.of(bytes));
    }

    /** Published files of a model whose experts were trained in MXFP4 keep them so, whatever their name. */
    private static Model withNativeExperts(Quantizer quantizer, Model model) {
        if (Architecture.byName(model.architecture())
                .filter(a -> a.has(ArchitectureTrait.PUBLISHED_IN_MXFP4))
                .isEmpty()) {
            return model;
        }
        List<TensorInfo> experts =
                quantizer.quantize(FileType.MXFP4_MOE, Imatrix.ABSENT).tensors();
        List<TensorInfo> tensors = new ArrayList<>();
        for (int i = 0; i < experts.size(); i++) {
            boolean isExpert = experts.get(i).name().contains("_exps.weight");
            tensors.add(isExpert ? experts.get(i) : model.tensors().get(i));
        }
        return new Model(model.name(), model.metadata(), tensors);
    }

    /** Returns the bytes of a file of this repository that are not tensors: those of a file whose mixture is beyond doubt tell. */
    private static long header(Quantizer quantizer, RepositoryListing listing) {
        for (FileType plain : List.of(FileType.Q8_0, FileType.BF16, FileType.F16)) {
            Optional<PublishedFile> file = listing.files().stream()
                    .filter(f ->
                            f.fileType().equals(Optional.of(plain)) && f.bytes().isPresent() && !f.rounded())
                    .findFirst();
            if (file.isPresent()) {
                // an importance matrix changes nothing in these types
                long tensors = quantizer.tensorBytes(plain).orElseThrow();
                long header = file.get().bytes().getAsLong() - tensors;
                if (header >= 0 && header <= LARGEST_HEADER) {
                    return header;
                }
            }
        }
        return quantizer.headerBytes();
    }

    private static UnknownTypeException unknown(String asked, Optional<RepositoryListing> listing) {
        String what = String.format(
                Locale.ROOT,
                "The mixture of %s is not known here, and %s",
                asked,
                listing.isPresent() ? "its size is not listed" : "the files of its repository are not listed");
        return new UnknownTypeException(
                what, Hint.plain("name the file itself, or let its server be asked, so that the header is read"));
    }
}
