package org.hlorun.fusion.fuse;

import org.hlorun.language.attribute.FusionKind;

/** The forms of fusions, as {@link FusionRules} defines them. */
public enum FusionForm {
  /** Every output element is computed on its own. */
  LOOP(FusionKind.LOOP, "loop_fusion"),
  /** A part of an array is computed and written into the array. */
  UPDATE(FusionKind.LOOP, "update_fusion"),
  /** Rows are read, reduced and used again while they are in the cache. */
  ROW(FusionKind.INPUT, "row_fusion"),
  /** Reductions of any dimensions, with what feeds them and what follows on the results. */
  REDUCTION(FusionKind.INPUT, "reduction_fusion"),
  /** A dot or convolution, with what feeds it and what follows on the result. */
  CONTRACTION(FusionKind.OUTPUT, "dot_fusion"),
  /** {@code softmax(scale * Q K^T + mask) V} without a stored score matrix. */
  ATTENTION(FusionKind.CUSTOM, "attention");

  private final FusionKind kind;
  private final String prefix;

  FusionForm(FusionKind kind, String prefix) {
    this.kind = kind;
    this.prefix = prefix;
  }

  /** The kind that fusion instructions of this form carry. */
  public FusionKind kind() {
    return kind;
  }

  /** What the names of fusions of this form begin with. */
  public String prefix() {
    return prefix;
  }
}
