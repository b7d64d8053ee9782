package org.hlorun.language.parser;

import org.hlorun.language.ir.HloModule;

/**
 * What the readers of one text share: its tokens, the module that is being built, and the readers
 * of the values that stand in several places.
 */
record ParseContext(
    Tokens tokens,
    HloModule module,
    ComputationTable computations,
    Budget budget,
    ShapeReader shapes,
    LiteralReader literals,
    MetadataReader metadata,
    DeviceReader devices,
    ShardingReader shardings) {

  static ParseContext of(Tokens tokens, HloModule module) {
    Budget budget = new Budget(tokens);
    ShapeReader shapes = new ShapeReader(tokens);
    MetadataReader metadata = new MetadataReader(tokens);
    DeviceReader devices = new DeviceReader(tokens);
    return new ParseContext(
        tokens,
        module,
        new ComputationTable(tokens, module),
        budget,
        shapes,
        new LiteralReader(tokens, shapes, budget),
        metadata,
        devices,
        new ShardingReader(tokens, devices, metadata));
  }
}
