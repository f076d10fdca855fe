/** Answers as text: pages, tables, paragraphs. One package below for each question. */
@NullMarked
package dev.llmfit.render;

import org.jspecify.annotations.NullMarked;
