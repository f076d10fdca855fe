/** Nodes of Kubernetes: what {@code kubectl get nodes -o json} tells of them, and what they are told apart by. */
@NullMarked
package dev.llmfit.probe.kubernetes;

import org.jspecify.annotations.NullMarked;
