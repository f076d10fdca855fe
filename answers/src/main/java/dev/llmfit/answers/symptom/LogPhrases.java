package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.Program;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Causes that a log states in so many words. Sources: llama.cpp b11434 and earlier (src/llama-vocab.cpp, src/llama-context.cpp,
 * common/chat.cpp, tools/server/server-context.cpp, ggml/src/ggml-cuda/ggml-cuda.cu, common/arg.cpp) and Ollama (server/sched.go,
 * llm/llama_server.go, discover/types.go, before 2026 runner/*).
 */
final class LogPhrases {
    /**
     * A phrase.
     *
     * @param symptom what it explains
     * @param id id of the sign
     * @param pattern the words; groups may be used in the sentence as {@code $1}
     * @param text the sentence
     * @param fix for llama.cpp; {@code {size}} and the like stand for questions
     * @param ollama for Ollama; empty for the same
     */
    private record Phrase(Symptom symptom, String id, Pattern pattern, String text, String fix, String ollama) {}

    /** Questions that a fix names; each fix names one at most. */
    private static final Map<String, NextStep> STEPS = Map.of(
            "{size}", new NextStep.Ask("size"), "{oom}", new NextStep.Ask("doctor").and("symptom", Symptom.OOM.id()));

    private static final List<Phrase> ALL = List.of(
            phrase(
                    Symptom.SLOW,
                    "slow/cpu-build",
                    "not compiled with GPU offload support|no usable GPU found, --gpu-layers option will be ignored|compiled without (?:GPU|support for GPU)",
                    "The program was built without a GPU backend, so -ngl has no effect.",
                    "Install a build with CUDA, ROCm, Metal or Vulkan; llama-server --list-devices must name the card.",
                    "Install Ollama by its own installer; on AMD under Linux also its ROCm archive."),
            phrase(
                    Symptom.SLOW,
                    "slow/driver",
                    "failed to initialize (?:CUDA|ROCm|HIP): ([^\\r\\n]+)|(no CUDA-capable device is detected)|(CUDA driver version is insufficient[^\\r\\n]*)|(?:cuda|nvidia).{0,40}(driver[^\\r\\n]{0,40}(?:not found|too old|mismatch))",
                    "The driver of the GPU did not answer: $1.",
                    "nvidia-smi (or rocminfo) must work first: reinstall the driver, or reboot after an update of it.",
                    ""),
            phrase(
                    Symptom.SLOW,
                    "slow/no-devices",
                    "(ggml_vulkan: No devices found)|(no compatible GPUs were discovered)|(no compatible GPUs?)\\b|(entering low vram mode)|msg=\"inference compute\" id=(cpu)",
                    "The program found no GPU that it can use, or one with little memory ($1).",
                    "llama-server --list-devices; in a container pass the device (--gpus all, or --device /dev/kfd --device /dev/dri).",
                    "Start ollama serve with OLLAMA_DEBUG=1 and read what discovery says; in a container pass --gpus all; OLLAMA_IGPU_ENABLE=1 admits GPUs in a processor."),
            phrase(
                    Symptom.SLOW,
                    "slow/reprocessing",
                    "forcing full prompt re-processing",
                    "The whole prompt is computed again for every answer, because the cache of window layers has forgotten its beginning.",
                    "--swa-full, or more checkpoints: --ctx-checkpoints 32.",
                    "Keep the beginning of the conversation unchanged between requests."),
            phrase(
                    Symptom.SLOW,
                    "slow/vram-not-freed",
                    "gpu VRAM usage didn't recover",
                    "The model before did not give its memory back in time, so the next one was planned with less.",
                    "Stop what else uses the card, then load again.",
                    "ollama stop MODEL before the next one, or OLLAMA_MAX_LOADED_MODELS=1."),
            phrase(
                    Symptom.SLOW,
                    "slow/thermal",
                    "(?i)(thermal(?: |ly )?throttl\\w*|SW Thermal Slowdown +: Active|HW Slowdown +: Active)",
                    "The GPU slows itself down because it is hot ($1).",
                    "nvidia-smi -q -d PERFORMANCE; clean the fans, or lower the power limit: nvidia-smi -pl WATTS.",
                    ""),
            phrase(
                    Symptom.SLOW,
                    "slow/no-avx",
                    "system_info:(?!.*AVX2? = 1)(?!.*(?:NEON|ARM_FMA|DOTPROD|VSX|RVV|WASM)).*",
                    "The CPU backend runs without AVX.",
                    "Use a build for this processor (GGML_NATIVE=ON, or the release with all CPU variants).",
                    ""),
            phrase(
                    Symptom.SLOW,
                    "slow/draft",
                    "draft acceptance(?: rate)? = (0\\.[0-3][0-9]*)",
                    "Only a share of $1 of the drafted tokens is accepted: drafting costs more than it gives.",
                    "Leave out the draft model, or draft less: --draft-max 4.",
                    "PARAMETER draft_num_predict 0"),
            phrase(
                    Symptom.QUALITY,
                    "quality/prompt-cut",
                    "msg=\"truncating input prompt\" limit=([0-9]+) prompt=([0-9]+)",
                    "The prompt of $2 tokens was cut to the $1 that fit; the model never saw the rest.",
                    "-c with more than $2 tokens.",
                    "num_ctx with more than $2 tokens (PARAMETER num_ctx, or OLLAMA_CONTEXT_LENGTH for all models)."),
            phrase(
                    Symptom.QUALITY,
                    "quality/prompt-cut",
                    "input truncated[^\\r\\n]*?n_ctx=([0-9]+)|truncating input messages which exceed context length|\\btruncated = 1\\b|context size exceeded|input is too large to process",
                    "The conversation was longer than the context and was cut.",
                    "A larger -c, as far as {size} says it fits.",
                    "A larger num_ctx."),
            phrase(
                    Symptom.QUALITY,
                    "quality/prompt-refused",
                    "(?:request|prompt) \\(([0-9]+) tokens\\) exceeds the available context size \\(([0-9]+)",
                    "A request of $1 tokens was refused: a slot has $2.",
                    "-c with more than $1 tokens for each slot, or -np 1 so that one slot has all of it.",
                    "num_ctx with more than $1 tokens."),
            phrase(
                    Symptom.QUALITY,
                    "quality/context-shift",
                    "slot context shift|context limit hit - shifting|applying K-shift|n_discard = [1-9]",
                    "The context was full, and the middle of the conversation was thrown away to go on (context shift).",
                    "A larger -c; without --context-shift the server stops instead of forgetting.",
                    "A larger num_ctx; shift: false in a request ends the answer instead of forgetting."),
            phrase(
                    Symptom.QUALITY,
                    "quality/double-bos",
                    "Added a BOS token to the prompt as specified by the model but|duplicate leading",
                    "The prompt starts with two BOS tokens: the template and the tokenizer both add one.",
                    "Use the chat endpoint (/v1/chat/completions), or leave the BOS out of your own prompt.",
                    "Remove the BOS token from TEMPLATE in the Modelfile."),
            phrase(
                    Symptom.QUALITY,
                    "quality/pre-tokenizer",
                    "GENERATION QUALITY WILL BE DEGRADED|missing (?:or unrecognized )?pre-tokenizer type",
                    "The file does not name its pre-tokenizer, so text is cut into other tokens than in training.",
                    "Download a newer conversion of the model.",
                    "ollama pull the model again, or import a newer GGUF."),
            phrase(
                    Symptom.QUALITY,
                    "quality/template",
                    "chat template parsing error|failed to (?:parse|apply|initialize) (?:chat )?template|does not (?:have|contain) a chat template|no chat template|built-in template: chatml|using fallback template",
                    "The chat template of the file is missing or was not understood; a default one took its place.",
                    "--jinja with the model's own template (--chat-template-file), or a newer file.",
                    "Set TEMPLATE in the Modelfile as the model's page shows it (ollama show --modelfile MODEL)."),
            phrase(
                    Symptom.QUALITY,
                    "quality/special-tokens",
                    "special_eos_id is not in special_eog_ids|was not control-type; this is probably a bug in the model",
                    "The file marks its special tokens wrongly; answers may not end, or show tokens as text.",
                    "Download a newer conversion of the model.",
                    "ollama pull the model again."),
            phrase(
                    Symptom.QUALITY,
                    "quality/context-beyond-training",
                    "n_ctx_(?:seq|per_seq|pre_seq) \\(([0-9]+)\\) > n_ctx_train \\(([0-9]+)\\)|slot context \\(([0-9]+)\\) exceeds the training context of the model \\(([0-9]+)\\)",
                    "The context of $1 tokens is longer than the $2 that the model was trained for.",
                    "-c $2, or rope scaling if the model's page allows it: --rope-scaling yarn --yarn-orig-ctx $2.",
                    "num_ctx $2"),
            phrase(
                    Symptom.QUALITY,
                    "quality/endless",
                    "n_predict \\(-?[0-9]+\\) is set for infinite generation|Limiting generation to n_ctx_train",
                    "An answer had no limit and ran until the context was full, as when a model repeats itself.",
                    "Set n_predict (max_tokens) in the request, and the sampling that the model's page recommends.",
                    "PARAMETER num_predict 2048, and the temperature that the model's page recommends."),
            phrase(
                    Symptom.QUALITY,
                    "quality/metal-memory",
                    "kIOGPUCommandBufferCallbackErrorOutOfMemory",
                    "The GPU of this Mac ran out of memory while computing; answers after that are garbage.",
                    "A smaller -c or file type: see {oom} with this log.",
                    "A smaller num_ctx: see {oom} with this log."),
            phrase(
                    Symptom.OOM,
                    "oom/buffer-limit",
                    "Requested buffer size exceeds device",
                    "One buffer is larger than the driver allows for a single allocation, whatever memory is free.",
                    "-ub 256 and -fa on make the largest buffer smaller; a driver with a higher maxMemoryAllocationSize (Mesa RADV) takes it as it is.",
                    "num_batch 256 and OLLAMA_FLASH_ATTENTION=1 make the largest buffer smaller."),
            phrase(
                    Symptom.OOM,
                    "oom/fit-refused",
                    "failed to fit params to free device memory: ([^\\r\\n]+)",
                    "llama.cpp's own fit gave up ($1), so the launch was tried as it was given.",
                    "Leave -ngl, -ts, -ot and -ncmoe out and let --fit choose, or give the values below.",
                    ""),
            phrase(
                    Symptom.OOM,
                    "oom/mlock",
                    "failed to mlock",
                    "--mlock could not lock the model in RAM; the run goes on without.",
                    "ulimit -l unlimited before the start, or leave --mlock out.",
                    "Leave use_mlock out."),
            phrase(
                    Symptom.OOM,
                    "oom/killed",
                    "Out of memory: Killed process|oom-kill|signal: killed|exit status 137",
                    "The system ended the process because RAM was full.",
                    "dmesg | grep -i killed tells when; a container's limit (--memory) counts as RAM.",
                    ""),
            phrase(
                    Symptom.OOM,
                    "oom/guardrail",
                    "insufficient system resources",
                    "LM Studio's guardrail refused the load before it was tried.",
                    "Settings, Hardware, Model loading guardrails: Relaxed; {size} tells what it really needs.",
                    ""),
            phrase(
                    Symptom.OOM,
                    "oom/vram-not-freed",
                    "gpu VRAM usage didn't recover",
                    "The model before did not give its memory back in time.",
                    "Stop what else uses the card, then load again.",
                    "ollama stop MODEL before the next one, or OLLAMA_MAX_LOADED_MODELS=1."));

    private LogPhrases() {}

    private static Phrase phrase(Symptom symptom, String id, String pattern, String text, String fix, String ollama) {
        return new Phrase(symptom, id, Pattern.compile(pattern), text, fix, ollama);
    }

    /** Returns the causes that the log states, in the order of the list, each once. */
    static List<Sign> in(RunLog log, Symptom symptom) {
        List<Sign> signs = new ArrayList<>();
        for (Phrase p : ALL) {
            Matcher m = p.pattern().matcher(log.prints().text());
            boolean known = signs.stream().anyMatch(s -> s.id().equals(p.id()));
            if (p.symptom() == symptom && !known && m.find()) {
                String fix = log.program() == Program.OLLAMA && !p.ollama().isEmpty() ? p.ollama() : p.fix();
                signs.add(new Sign(p.id(), filled(p.text(), m), hint(filled(fix, m))));
            }
        }
        return signs;
    }

    /** Puts the questions in that a fix names. */
    private static Hint hint(String fix) {
        for (Map.Entry<String, NextStep> step : STEPS.entrySet()) {
            if (fix.contains(step.getKey())) {
                return Hint.of(fix.replace(step.getKey(), "{0}"), step.getValue());
            }
        }
        return Hint.plain(fix);
    }

    /** Puts in what the groups captured; alternatives number their groups one after the other, so empty ones do not count. */
    private static String filled(String text, Matcher m) {
        List<String> found = new ArrayList<>();
        for (int g = 1; g <= m.groupCount(); g++) {
            if (m.group(g) != null) {
                found.add(m.group(g).strip());
            }
        }
        String filled = text;
        for (int i = 0; i < 2; i++) {
            filled = filled.replace("$" + (i + 1), i < found.size() ? found.get(i) : "?");
        }
        return filled;
    }
}
