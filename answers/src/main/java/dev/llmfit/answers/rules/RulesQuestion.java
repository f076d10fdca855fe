package dev.llmfit.answers.rules;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.hardware.HardwareSelector;
import java.util.Objects;

/** What do the rules say? */
public sealed interface RulesQuestion extends Question<RulesAnswer> {
    @Override
    default RulesAnswer answer(Workbench bench, Progress progress) {
        return new RulesAnswering(bench).answer(this);
    }

    /** Which rules are there? */
    record ListAll() implements RulesQuestion {}

    /**
     * What does a rule say, and how does its condition come out on a machine?
     *
     * @param id its group and name
     * @param machine the machine
     */
    record Explain(String id, HardwareSelector machine) implements RulesQuestion {
        public Explain {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(machine, "machine");
        }
    }

    /**
     * What is wrong with these rules?
     *
     * @param source where they stand, for messages
     * @param yaml the rules
     */
    record Check(String source, String yaml) implements RulesQuestion {
        public Check {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(yaml, "yaml");
        }
    }

    /**
     * Do the rules say what these cases expect?
     *
     * @param source where the cases stand, for messages
     * @param yaml the cases
     */
    record Test(String source, String yaml) implements RulesQuestion {
        public Test {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(yaml, "yaml");
        }
    }
}
