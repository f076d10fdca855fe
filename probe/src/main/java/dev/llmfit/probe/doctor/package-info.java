/** What is wrong with a set-up and how to fix it. */
@NullMarked
package dev.llmfit.probe.doctor;

import org.jspecify.annotations.NullMarked;
