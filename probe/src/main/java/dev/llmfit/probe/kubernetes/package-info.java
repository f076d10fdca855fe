/** What nodes of Kubernetes are told apart by. */
@NullMarked
package dev.llmfit.probe.kubernetes;

import org.jspecify.annotations.NullMarked;
