package dev.llmfit.engine.store;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.units.Amount;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * What makes two models the same for speed: the architecture and every tensor's name, type and shape. Two fine-tunes of one
 * model have the same identity, and so has a phantom.
 *
 * @param shape the first 16 hex digits of the SHA-256 over architecture and sorted tensors
 * @param name for people
 * @param architecture {@code general.architecture}
 * @param tensorBytes bytes of all tensors
 */
public record ModelIdentity(String shape, String name, String architecture, long tensorBytes) {
    public ModelIdentity {
        Amount.size(tensorBytes, "tensorBytes");
    }

    /** Returns the identity of a model. */
    public static ModelIdentity of(Model model) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(model.architecture().getBytes(StandardCharsets.UTF_8));
            List<TensorInfo> sorted = model.tensors().stream()
                    .sorted(Comparator.comparing(TensorInfo::name))
                    .toList();
            for (TensorInfo t : sorted) {
                String line = "\n" + t.name() + "\t" + t.type().ggmlName() + "\t" + t.ne0() + "\t" + t.ne1() + "\t"
                        + t.ne2() + "\t" + t.ne3();
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
            String shape = HexFormat.of().formatHex(digest.digest(), 0, 8);
            return new ModelIdentity(shape, model.name(), model.architecture(), model.tensorBytes());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
