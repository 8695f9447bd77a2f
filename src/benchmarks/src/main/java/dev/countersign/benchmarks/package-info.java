/** Counts commands, measures time, compares with peers; beside each figure stands its budget. */
@NullMarked
package dev.countersign.benchmarks;

import org.jspecify.annotations.NullMarked;
