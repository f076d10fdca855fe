package dev.llmfit.answers.recommend;

import dev.llmfit.recommend.Candidate;
import java.util.List;
import java.util.Optional;

/**
 * A group of machines beside the best single one. The recommendation that it stands in is the better of both.
 *
 * @param better whether the group is the better choice
 * @param choice why, one sentence with figures
 * @param group the best launch over the RPC servers; empty where none fits
 * @param single the best launch on one machine; empty where none fits
 * @param where the single machine: the word here, or the name it was given
 * @param commands what to run on each host of the group, in the order of its servers
 */
public record RpcGroup(
        boolean better,
        String choice,
        Optional<Candidate> group,
        Optional<Candidate> single,
        String where,
        List<String> commands) {
    /** What everyone who starts such a server has to know. */
    public static final String WARNING =
            "RPC servers ask nobody for a password and trust whatever comes: let them listen on a network that you trust alone.";

    public RpcGroup {
        commands = List.copyOf(commands);
    }
}
