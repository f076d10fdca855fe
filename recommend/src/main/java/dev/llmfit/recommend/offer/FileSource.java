package dev.llmfit.recommend.offer;

import dev.llmfit.units.Amount;
import java.util.Optional;

/** Where the file of a model in a file type is to be had. */
public sealed interface FileSource {

    /** Returns the path of the file on this machine, or the name it has or usually has. */
    String file();

    /** Returns what {@code -hf} takes, {@code org/name:TYPE}; empty if it is not published. */
    default Optional<String> reference() {
        return Optional.empty();
    }

    /**
     * It lies on this machine.
     *
     * @param file its path, the first of a split set
     */
    record Local(String file) implements FileSource {}

    /**
     * A repository on Hugging Face has it.
     *
     * @param repository {@code org/name}
     * @param label its type as its name has it
     * @param file its name, of the first part
     * @param parts number of parts
     * @param listed the day of the list that has it; empty if the files of the repository are not listed
     * @param usual whether its publisher usually has this type, in one file
     */
    record Published(String repository, String label, String file, int parts, Optional<String> listed, boolean usual)
            implements FileSource {
        public Published {
            Amount.count(parts, "parts");
        }

        /** Creates the source of a file of whose publisher nothing is known beside its list. */
        public Published(String repository, String label, String file, int parts, Optional<String> listed) {
            this(repository, label, file, parts, listed, false);
        }

        @Override
        public Optional<String> reference() {
            // a file whose name tells no type is the only one that -hf can mean
            return Optional.of(label.isEmpty() ? repository : repository + ":" + label);
        }

        /** Returns the name of the file once its parts are joined. */
        public String joined() {
            return parts == 1 ? file : file.replaceFirst("-\\d{5}-of-\\d{5}(?=\\.gguf$)", "");
        }

        /** Tells whether Ollama can fetch it: it takes no parts, and a tag that is not there ends with an error. */
        public boolean suitsOllama() {
            return (listed.isPresent() || usual) && parts == 1;
        }
    }

    /**
     * No known repository has it: it must be made.
     *
     * @param file the name to give it
     * @param fileType what llama-quantize is to make
     * @param from the repository of the original weights
     * @param original the file of 16 or 32 bits that it is made of; empty if none is known
     */
    record ToMake(String file, String fileType, Optional<String> from, Optional<String> original)
            implements FileSource {}
}
