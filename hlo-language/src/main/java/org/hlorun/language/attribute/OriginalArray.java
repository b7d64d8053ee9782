package org.hlorun.language.attribute;

import org.hlorun.language.collection.LongList;

/**
 * A leaf of an original value: an instruction of the program as first written, and an index into
 * its result.
 */
public record OriginalArray(String instruction, LongList index) {}
