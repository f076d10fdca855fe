/** The bundled hardware database and machine profiles, and how a machine is named. */
@NullMarked
package dev.llmfit.probe.hardware;

import org.jspecify.annotations.NullMarked;
