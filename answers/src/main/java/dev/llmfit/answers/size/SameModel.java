package dev.llmfit.answers.size;

import dev.llmfit.answers.Lookup;
import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.sizing.speed.ModelWork;
import org.jspecify.annotations.Nullable;

/**
 * A model as the question saw it that asked about it first: what was worked out for that one ({@link
 * dev.llmfit.sizing.plan.GraphEstimator} knows models by identity) holds for all that are equal to it, however often their names are
 * looked up or their headers read.
 *
 * @param model shape and tensor types
 */
record SameModel(Model model) implements Lookup<SameModel> {
    @Override
    public SameModel find(Workbench bench) {
        return this;
    }

    @Override
    public long heldBytes() {
        return model.heldBytes();
    }

    /** Returns the model that is equal to this one and known already. */
    static Model of(Workbench bench, Model model) {
        return bench.kept(new SameModel(model)).model();
    }

    /** As {@link #of(Workbench, Model)}, of a model that was found. */
    static Model of(Workbench bench, ResolvedModel found) {
        return found.isLaidOut() ? bench.kept(new LaidOut(found)) : of(bench, found.model());
    }

    /**
     * The catalogue's model in a file type.
     *
     * @param found a model of the catalogue
     */
    private record LaidOut(ResolvedModel found) implements Lookup<Model> {
        @Override
        public Model find(Workbench bench) {
            return of(bench, found.model());
        }

        @Override
        public long heldBytes() {
            return 2 * found.shape().heldBytes();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof LaidOut o
                    && found.type().equals(o.found.type())
                    && found.shape().equals(o.found.shape());
        }

        @Override
        public int hashCode() {
            return shortHash(found.shape());
        }
    }

    /** Two models of one name seldom differ; all their tensors would take as long as to lay them out. */
    private static int shortHash(Model model) {
        return 31 * model.name().hashCode() + model.tensors().size();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SameModel o && model.equals(o.model);
    }

    @Override
    public int hashCode() {
        return shortHash(model);
    }

    /**
     * What a token costs of a model.
     *
     * @param same the model
     */
    record Work(SameModel same) implements Lookup<ModelWork> {
        @Override
        public ModelWork find(Workbench bench) {
            return ModelWork.of(same.model, HyperParameters.of(same.model));
        }

        @Override
        public long heldBytes() {
            return same.heldBytes();
        }
    }
}
