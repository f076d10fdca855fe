/** How machines are shown: text, JSON and test reports. */
@NullMarked
package dev.llmfit.cli.hardware;

import org.jspecify.annotations.NullMarked;
