import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.find.ModelResolver;
import dev.llmfit.gguf.phantom.PhantomFile;
import dev.llmfit.gguf.phantom.PhantomWriter;
import dev.llmfit.gguf.phantom.Vocabulary;
import dev.llmfit.units.Environment;
import java.nio.file.Path;

/** Writes the phantom of a model: {@code PhantomOf REF|FILE TARGET}; prints its sizes and the time it took. */
final class PhantomOf {
    private PhantomOf() {}

    public static void main(String[] args) throws Exception {
        Model model = ModelResolver.of(Environment.ofProcess(), true).resolve(args[0]).model();
        long start = System.nanoTime();
        PhantomFile file = PhantomWriter.write(Path.of(args[1]), model, Vocabulary.SYNTHETIC, 20_261_125L);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "phantom of %s: %,d MiB on paper, %.1f MiB written, %.2f s%n",
                model.name(), file.fullBytes() >> 20, file.writtenBytes() / 1048576.0, seconds);
    }
}
