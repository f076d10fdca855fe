/** What every module speaks of: quantities with their units, and the surroundings of the process. */
@NullMarked
package dev.llmfit.units;

import org.jspecify.annotations.NullMarked;
