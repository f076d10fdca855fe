/** Models: those of the catalogue, those on this machine, one in detail, its download. */
@NullMarked
package dev.llmfit.answers.models;

import org.jspecify.annotations.NullMarked;
