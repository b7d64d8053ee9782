package org.hlorun.language.mlir;

import java.util.List;

/** A region: blocks, of which all dialects read here use at most one. */
public record MlirRegion(List<MlirBlock> blocks) {
  public MlirRegion {
    blocks = List.copyOf(blocks);
  }
}
