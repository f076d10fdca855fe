package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.Program;
import java.util.List;

/**
 * What a log says of loads that failed, though not for want of memory: the file, its parts, and what the program was asked for. Sources:
 * llama.cpp b11434 and earlier (ggml/src/gguf.cpp, src/llama-model-loader.cpp, src/llama-vocab.cpp, src/llama-context.cpp,
 * tools/mtmd/mtmd.cpp, tools/server/server-http.cpp, common/arg.cpp) and Ollama (server/routes.go).
 */
final class LoadPhrases {
    private static final String EQUAL_TYPES =
            "Equal cache types that the backend has flash attention for, -fa on -ctk q8_0 -ctv q8_0; if that is refused too, -ctv f16.";
    private static final String EQUAL_TYPES_LM_STUDIO =
            "Flash Attention on, with the same type for K and V Cache Quantization; if that is refused too, V Cache Quantization off (f16).";
    private static final String EQUAL_TYPES_OLLAMA =
            "OLLAMA_FLASH_ATTENTION=1 with OLLAMA_KV_CACHE_TYPE=q8_0; if that is refused too, OLLAMA_KV_CACHE_TYPE=f16.";
    private static final String NEWER =
            "Update it: a release of https://github.com/ggml-org/llama.cpp/releases, or git pull and build again.";
    private static final String NEWER_OLLAMA =
            "Update Ollama (https://ollama.com/download), or ollama pull the model from its library.";
    private static final String NEWER_LM_STUDIO = "Settings, Runtime: update the llama.cpp runtime.";

    static final List<Phrase> ALL = List.of(
            Phrase.of(
                            Symptom.OOM,
                            "load/tensor-count",
                            "wrong number of tensors; expected ([0-9]+), got ([0-9]+)",
                            "The file has $1 tensors and this build has a place for $2 of them; the rest came to llama.cpp later, such as a layer for next-token prediction (MTP) or factors for RoPE.")
                    .fix(NEWER)
                    .ollama(NEWER_OLLAMA)
                    .lmStudio(NEWER_LM_STUDIO),
            Phrase.of(
                            Symptom.OOM,
                            "load/missing-tensor",
                            "missing tensor '([^']+)'",
                            "The file lacks the tensor $1 that this build expects: it was converted for another version; older builds take a layer for next-token prediction (nextn, MTP) for an ordinary one.")
                    .fix(NEWER + " If it stays so, take another conversion of the model.")
                    .ollama(NEWER_OLLAMA)
                    .lmStudio(NEWER_LM_STUDIO),
            Phrase.of(
                            Symptom.OOM,
                            "load/wrong-shape",
                            "tensor '([^']+)' has wrong shape; expected ([^\\r\\n]+)",
                            "The tensor $1 has another shape than this build expects (expected $2): the file was converted for another version.")
                    .fix(NEWER)
                    .ollama(NEWER_OLLAMA)
                    .lmStudio(NEWER_LM_STUDIO),
            Phrase.of(
                            Symptom.OOM,
                            "load/pre-tokenizer",
                            "unknown pre-tokenizer type: '([^']+)'",
                            "This build does not know the pre-tokenizer $1.")
                    .fix(NEWER)
                    .ollama(NEWER_OLLAMA)
                    .lmStudio(NEWER_LM_STUDIO),
            Phrase.of(
                            Symptom.OOM,
                            "load/key",
                            "(?:array )?key not found in model: (\\S+)",
                            "The file lacks the key $1 that this build reads: it was converted for another version, or it is not a language model.")
                    .fix(NEWER + " If it stays so, take another conversion of the model.")
                    .ollama(NEWER_OLLAMA)
                    .lmStudio(NEWER_LM_STUDIO),
            Phrase.of(
                            Symptom.OOM,
                            "load/magic",
                            "invalid magic characters:? '([^'\\r\\n]*)'|invalid magic (?:number )?(0x[0-9a-f]+|[0-9a-f]{6,8})\\b|bad magic|not a GGUF file|(?:invalid|unsupported) file magic",
                            "The file does not begin with GGUF ($1): it is a web page, a pointer of Git LFS, another format, or a file that was never written to its end.")
                    .fix("Download the file again, and compare its size with the one on its page: {models}.")
                    .ollama("ollama rm MODEL && ollama pull MODEL")
                    .lmStudio("Delete the model in My Models and download it again."),
            Phrase.of(
                            Symptom.OOM,
                            "load/gguf-version",
                            "this GGUF file is version ([0-9]+) but this software only supports|GGUFv1 is no longer supported",
                            "The file has a version of GGUF that this build does not read.")
                    .fix(NEWER)
                    .ollama(NEWER_OLLAMA)
                    .lmStudio(NEWER_LM_STUDIO),
            Phrase.of(
                            Symptom.OOM,
                            "load/split",
                            "failed to load GGUF split from (\\S+)|invalid split count, given: ([0-9]+ splits, but expected [0-9]+)|(?:illegal|invalid) split file(?: name| idx)?: (\\S+)|illegal split file",
                            "A part of the split file is missing or does not belong to it ($1).")
                    .fix(
                            "All parts must lie in one folder under their own names, and -m names the first (…-00001-of-…): {models}.")
                    .ollama("ollama pull the model, or join the parts first: llama-gguf-split --merge FIRST OUT.gguf")
                    .lmStudio("Delete the model in My Models and download it again."),
            Phrase.of(
                            Symptom.OOM,
                            "load/truncated",
                            "data is not within the file bounds|model is corrupted or incomplete|corrupted model: ([^\\r\\n]+)|unexpectedly reached end of file|failed to read (?:tensor data|key-value pairs|magic)|tensor .{0,80} is out of bounds|failed to read tensor info",
                            "The file ends before its tensors do: the download was cut, or it is damaged.")
                    .fix("Download the file again, and compare its size with the one on its page: {models}.")
                    .ollama("ollama rm MODEL && ollama pull MODEL")
                    .lmStudio("Delete the model in My Models and download it again."),
            Phrase.of(
                            Symptom.OOM,
                            "load/mmproj",
                            "mismatch between text model \\(n_embd = ([0-9]+)\\) and (?:gen-audio )?mmproj \\(n_embd = ([0-9]+)\\)",
                            "The projector is of another model: the model's embeddings have $1 values, the projector makes $2.")
                    .fix(
                            "--mmproj with the mmproj file from the repository of this very model (-hf ORG/REPO finds it by itself).")
                    .ollama("ollama pull the model from its library, which brings its own projector.")
                    .lmStudio("Put the mmproj file of this model into its folder, and no other."),
            Phrase.of(
                            Symptom.OOM,
                            "load/projector-type",
                            "unknown projector type: (\\S+)",
                            "This build does not know the projector $1.")
                    .fix(NEWER)
                    .ollama(NEWER_OLLAMA)
                    .lmStudio(NEWER_LM_STUDIO),
            Phrase.of(
                            Symptom.OOM,
                            "load/draft-vocabulary",
                            "the target and draft vocabs are not compatible|draft model (?:vocab|vocabulary) (?:type )?must (?:closely )?match|draft model bos tokens must match",
                            "The draft model has another vocabulary than the model.")
                    .fix("-md with a small model of the same family.")
                    .lmStudio("Choose a draft model that LM Studio offers for this model."),
            Phrase.of(
                            Symptom.OOM,
                            "load/v-cache",
                            "is assigned to device (\\S+) but (?:the )?Flash Attention[^\\r\\n]* is assigned to device \\S+[\\s\\S]{0,2000}quantized V cache",
                            "$1 has no flash attention for these cache types or this head size, so it was switched off, and a quantized V cache needs it.")
                    .fix(EQUAL_TYPES)
                    .ollama(EQUAL_TYPES_OLLAMA)
                    .lmStudio(EQUAL_TYPES_LM_STUDIO),
            Phrase.of(
                            Symptom.OOM,
                            "load/v-cache",
                            "quantized V cache (?:was requested, but this requires Flash Attention|requires flash_attn)|V cache quantization requires flash_attn",
                            "The V cache is to be quantized, which needs flash attention, and that is off or not to be had with these cache types on this device.")
                    .fix(EQUAL_TYPES)
                    .ollama(EQUAL_TYPES_OLLAMA)
                    .lmStudio(EQUAL_TYPES_LM_STUDIO),
            Phrase.of(
                            Symptom.OOM,
                            "load/no-file",
                            "(?:failed to open(?: GGUF file| file)?|could not open|cannot open(?! shared)|unable to open|error opening)[^\\r\\n]{0,6}?['\\\" ]([^'\\\"\\r\\n]+?)['\\\"]? ?[(:] ?(?:No such file or directory|The system cannot find)|([^\\s'\\\"]+\\.gguf)['\\\"]?:? No such file or directory|error: failed to open file '([^']+)'",
                            "There is no file $1.")
                    .fix("Give the whole path; {models} lists what lies here.")
                    .ollama("ollama list shows the names that are here; ollama pull NAME fetches one.")
                    .lmStudio("My Models shows where its files lie."),
            Phrase.of(
                            Symptom.OOM,
                            "load/no-manifest",
                            "pull model manifest: file does not exist",
                            "Ollama's library has no model or tag of that name.")
                    .fix("https://ollama.com/library lists them; {models} those that lie here."),
            Phrase.of(
                            Symptom.OOM,
                            "load/ollama-model",
                            "unable to load model: \\S*sha256-",
                            "Ollama cannot load the file: the llama.cpp in it does not know the model, or the file is damaged.")
                    .fix(NEWER_OLLAMA + " {serverlog} tells the line before it."),
            Phrase.of(
                            Symptom.OOM,
                            "load/permission",
                            "failed to open[^\\r\\n]{0,200}Permission denied|open \\S+: permission denied",
                            "The program may not read the file.")
                    .fix("chmod a+r FILE, and a+x on its folders.")
                    .ollama("sudo chown -R ollama: /usr/share/ollama/.ollama"),
            Phrase.of(
                            Symptom.OOM,
                            "load/port",
                            "couldn't bind (?:HTTP|to) server socket,? hostname[:=] ?\\S+?,? port[:=] ?([0-9]+)|bind: (?:address already in use|Only one usage)|listen tcp [^\\r\\n]*?:([0-9]+): bind|[Aa]ddress already in use|Only one usage of each socket address",
                            "Another program listens on the port already ($1).")
                    .fix(
                            "--port 8081, or end the other one: ss -ltnp | grep PORT (Windows: netstat -ano | findstr PORT).")
                    .ollama("OLLAMA_HOST=127.0.0.1:11435 ollama serve; mostly Ollama runs already: ollama ps")
                    .lmStudio("Developer, Settings: another Server Port."),
            Phrase.of(
                            Symptom.OOM,
                            "load/removed-argument",
                            "the argument has been removed\\. ([^\\r\\n]+)",
                            "The program no longer has that flag: $1.")
                    .fix("The help of llama-server lists the flags of this build."),
            Phrase.of(
                            Symptom.OOM,
                            "load/argument",
                            "error: invalid argument: (--mlock)\\b",
                            "This build no longer has $1.")
                    .fix("--load-mode mlock takes its place since 2026."),
            Phrase.of(
                            Symptom.OOM,
                            "load/argument",
                            "error: invalid argument: (--no-mmap)\\b",
                            "This build no longer has $1.")
                    .fix("--load-mode none takes its place since 2026."),
            Phrase.of(
                            Symptom.OOM,
                            "load/argument",
                            "error: invalid argument: (--mmap)\\b",
                            "This build no longer has $1.")
                    .fix("--load-mode mmap takes its place since 2026."),
            Phrase.of(
                            Symptom.OOM,
                            "load/argument",
                            "error: invalid argument: (\\S+)|error: unknown argument: (\\S+)|unrecognized arguments?: ([^\\r\\n]+)|unknown (?:shorthand )?flag: ([^\\r\\n]+)|error while handling argument \\\"([^\\\"]+)\\\"",
                            "The program does not know $1, or not with that value.")
                    .fix(
                            "The help of llama-server lists what this build takes; a flag of a newer build needs that build.")
                    .ollama("ollama help run; llama.cpp's flags are settings there (PARAMETER in a Modelfile)."),
            Phrase.of(
                            Symptom.OOM,
                            "load/template",
                            "the supplied chat template is not supported|Unable to generate parser for this template|Failed to (?:parse|apply|initialize) (?:chat |jinja )?template|(?:Jinja|minja)[^\\r\\n]{0,40}(?:[Ee]xception|[Ee]rror)|Error rendering prompt with jinja template|Unknown (?:filter|test|method|function)[^\\r\\n]{0,60}(?:jinja|template)",
                            "The chat template cannot be run.")
                    .fix(
                            "--chat-template-file with the template of the model's page, or --no-jinja --chat-template chatml.")
                    .ollama(
                            "Set TEMPLATE in the Modelfile as the model's page shows it (ollama show --modelfile MODEL).")
                    .lmStudio("My Models, gear, Prompt Template: the one of the model's page, or ChatML."),
            Phrase.of(
                            Symptom.OOM,
                            "load/disk-full",
                            "No space left on device|ENOSPC|not enough (?:disk )?space",
                            "The disk is full.")
                    .fix("df -h shows it; {models} lists the files that lie here.")
                    .ollama("OLLAMA_MODELS moves the store to another disk.")
                    .lmStudio("Settings: My Models, another folder."),
            Phrase.of(
                            Symptom.OOM,
                            "load/no-tools",
                            "does not support (tools|thinking|chat|generate|embeddings|insert)",
                            "The model, as it is packed, does not support $1.")
                    .fix("Take a model that does: {recommend}.")
                    .ollama("ollama show MODEL lists its capabilities."),
            Phrase.of(
                            Symptom.OOM,
                            "load/timeout",
                            "timed out waiting for (?:llama runner|llama-server|server) to start",
                            "The runner was not ready in time: the file lies on a slow disk, or RAM is short and it is read again and again.")
                    .ollama("OLLAMA_LOAD_TIMEOUT=20m in the environment of ollama serve."));

    private LoadPhrases() {}

    /** Returns how a newer llama.cpp is got in this program. */
    static String newer(Program program) {
        return program == Program.OLLAMA ? NEWER_OLLAMA : program == Program.LM_STUDIO ? NEWER_LM_STUDIO : NEWER;
    }
}
