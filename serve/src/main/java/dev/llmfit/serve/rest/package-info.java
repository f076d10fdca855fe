/** The routes of REST: each turns a call into a question and its answer into a document. */
@NullMarked
package dev.llmfit.serve.rest;

import org.jspecify.annotations.NullMarked;
