package io.batchmon.benchmark;

import java.util.List;

/**
 * One run of a program, measured from outside.
 *
 * @param exitSeconds from the last statement of main() until the process was gone
 * @param output what the program printed on stdout
 */
record Run(
    Usage usage, long peakBytes, double exitSeconds, List<String> output, Received received) {}
