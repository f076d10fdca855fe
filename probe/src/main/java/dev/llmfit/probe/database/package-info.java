@NullMarked
package dev.llmfit.probe.database;

import org.jspecify.annotations.NullMarked;
