package dev.llmfit.answers.fleet;

import dev.llmfit.answers.Answer;
import dev.llmfit.recommend.fleet.PlacedModel;
import dev.llmfit.sizing.EngineBuild;
import java.util.List;
import java.util.Optional;

/**
 * A placement of models on a fleet.
 *
 * @param build modelled llama.cpp build
 * @param kinds machines that are alike, in the order in which they were named
 * @param wants the models, in the order of the question
 * @param groups machines that are filled alike
 * @param used machines that serve something
 * @param bound what no placement exceeds
 * @param changes what one more card or machine would do
 * @param growth how long the fleet is enough; empty where that was not asked
 * @param notes what was taken, assumed or left out, one sentence each
 */
public record FleetAnswer(
        EngineBuild build,
        List<Kind> kinds,
        List<Want> wants,
        List<Group> groups,
        int used,
        Bound bound,
        List<Change> changes,
        Optional<FleetGrowth> growth,
        List<String> notes)
        implements Answer {
    public FleetAnswer {
        kinds = List.copyOf(kinds);
        wants = List.copyOf(wants);
        groups = List.copyOf(groups);
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }

    /**
     * Machines that are alike.
     *
     * @param title what they are, for people
     * @param names of the machines
     * @param cards GPUs of one
     * @param users of each model that one serves if it serves nothing else
     * @param watts what its devices draw at most; 0 if that is not known
     * @param unused names of those that serve nothing
     */
    public record Kind(
            String title, List<String> names, int cards, List<Integer> users, double watts, List<String> unused) {
        public Kind {
            names = List.copyOf(names);
            users = List.copyOf(users);
            unused = List.copyOf(unused);
        }
    }

    /**
     * A model with what becomes of it.
     *
     * @param model as it was asked for
     * @param fileType of all its servers
     * @param ctx context of each user, tokens
     * @param tps what each answer is written with at least, tok/s; 0 of a model that only reads
     * @param users that were asked for
     * @param served of them
     * @param room users more that its servers have room for
     * @param priority as it was asked for
     * @param why why not all are served, one sentence; empty if all are
     */
    public record Want(
            String model,
            String fileType,
            int ctx,
            double tps,
            int users,
            int served,
            int room,
            int priority,
            Optional<String> why) {}

    /**
     * Machines of a kind that are filled alike.
     *
     * @param kind index of the kind
     * @param names of the machines
     * @param servers on each of them
     * @param freeCards cards of each that nothing runs on
     */
    public record Group(int kind, List<String> names, List<Server> servers, int freeCards) {
        public Group {
            names = List.copyOf(names);
            servers = List.copyOf(servers);
        }
    }

    /**
     * A server.
     *
     * @param want index of the model
     * @param place where on the machine
     * @param users that are sent to it
     * @param ctx context of all of them, tokens, llama.cpp's {@code -c}
     */
    public record Server(int want, PlacedModel place, int users, int ctx) {}

    /**
     * What no placement exceeds.
     *
     * @param served sum over the models of served by wanted users, weighed by priority
     * @param found the same of this placement
     * @param machines fewer machines cannot serve as many
     */
    public record Bound(double served, double found, int machines) {}

    /**
     * What a change would do.
     *
     * @param what {@code card} or {@code machine}
     * @param kind index of the kind that is changed or added
     * @param more users more of each model
     * @param usd price of what is bought, if it is known
     * @param text the same in one sentence
     */
    public record Change(String what, int kind, List<Integer> more, Optional<Double> usd, String text) {
        public Change {
            more = List.copyOf(more);
        }
    }

    /** Returns whether all users are served. */
    public boolean servesAll() {
        return wants.stream().allMatch(w -> w.served() == w.users());
    }

    /** Returns how many machines there are. */
    public int machines() {
        return kinds.stream().mapToInt(k -> k.names().size()).sum();
    }

    @Override
    public Outcome outcome() {
        return servesAll() ? Outcome.DONE : Outcome.NOT_MET;
    }
}
