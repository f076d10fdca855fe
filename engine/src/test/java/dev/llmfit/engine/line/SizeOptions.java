package dev.llmfit.engine.line;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Options as those of {@code llmfit size}, for the tests of this package. */
final class SizeOptions {
    static final OwnOptions ALL = all();

    private SizeOptions() {}

    private static OwnOptions all() {
        Map<String, Integer> values = new HashMap<>();
        List.of(
                        "-m --model -c --ctx-size -b --batch-size -ub --ubatch-size -np --parallel -ngl --n-gpu-layers --gpu-layers",
                        "-ctk --cache-type-k -ctv --cache-type-v -ts --tensor-split -sm --split-mode -mg --main-gpu -ot",
                        "--override-tensor -ncmoe --n-cpu-moe --mmproj -mm --lora --lora-scaled --rpc -md --model-draft",
                        "--spec-draft-model -ctkd -ctvd -ngld --spec-draft-ngl --spec-type --draft --draft-n --draft-max --spec-draft-n-max",
                        "-fit --fit -fitt --fit-target -fitc --fit-ctx -dev --device --visible-devices --ollama --hardware --vram --ram",
                        "--engine-build --vs --models-dir --override-kv -cram -ctxcp")
                .forEach(names -> put(values, names, 1));
        put(
                values,
                "-cmoe --cpu-moe --swa-full -nkvo --no-kv-offload -kvo --kv-offload --no-op-offload --op-offload -kvu --kv-unified"
                        + " -no-kvu --no-kv-unified --no-mmproj --no-mmproj-auto --mmproj-auto --no-mmproj-offload --mmproj-offload"
                        + " --all-outputs --json --offline --header-only --why -h --help",
                0);
        put(values, "-fa --flash-attn --engine", OwnOptions.MAY_FOLLOW);
        return new OwnOptions(values);
    }

    private static void put(Map<String, Integer> values, String names, int following) {
        for (String name : names.split(" ", -1)) {
            values.put(name, following);
        }
    }
}
