/** Which models run on which of many machines: how many users a machine holds, and a placement of all. */
@NullMarked
package dev.llmfit.recommend.fleet;

import org.jspecify.annotations.NullMarked;
