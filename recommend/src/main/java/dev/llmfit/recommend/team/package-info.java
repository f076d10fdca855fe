/** Launches of vLLM for several users: how a model is split, kept and cached on a machine, and files that start it. */
@NullMarked
package dev.llmfit.recommend.team;

import org.jspecify.annotations.NullMarked;
