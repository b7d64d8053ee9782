package org.hlorun.language.attribute;

import org.hlorun.language.collection.LongList;

/**
 * Where an instruction came from ({@code metadata={...}}); absent strings are empty, absent numbers
 * 0.
 */
public record OpMetadata(
    String opType,
    String opName,
    String sourceFile,
    int sourceLine,
    int sourceEndLine,
    int sourceColumn,
    int sourceEndColumn,
    LongList profileType,
    String deduplicatedName,
    String schedulingName,
    int stackFrameId,
    String metadataPayload) {}
