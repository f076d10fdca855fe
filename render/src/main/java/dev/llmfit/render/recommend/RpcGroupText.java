package dev.llmfit.render.recommend;

import dev.llmfit.answers.recommend.RpcGroup;
import dev.llmfit.render.Page;

/** A group of machines and the best single one, for people. */
final class RpcGroupText {
    private RpcGroupText() {}

    static void print(RpcGroup group, Page page) {
        page.line("");
        page.paragraph("", page.bold(group.better() ? "Better together." : "Better alone.") + " " + group.choice());
        if (group.better()) {
            page.line("");
            page.paragraph("", "First on the other hosts, in this order (rpc-server in older builds):");
            group.commands().forEach(c -> page.line("  " + c));
            page.margin("Warning", RpcGroup.WARNING);
        }
    }
}
