package org.hlorun.language.printer;

/**
 * What a text shows. Original values ({@code origin=}) are shown in every form.
 *
 * @param percent {@code %} before names
 * @param operandShapes shapes before operands
 * @param operandNames names of operands; inside a computation canonical names stand in for them
 * @param indexComments an index comment before every fifth operand
 * @param programShape parameters and result behind a computation's name
 * @param largeConstants values of arrays of more than ten elements and of tuples, rather than
 *     {@code {...}}
 * @param metadata {@code metadata=} and the tables of stack frames
 * @param backendConfig {@code backend_config=}
 * @param controlDependencies {@code control-predecessors=}
 * @param canonicalNames instructions renamed {@code tmp_N} in order of first mention, called
 *     computations inline
 * @param compactTupleElements {@code base#i} instead of get-tuple-element instructions
 */
public record PrintForm(
    boolean percent,
    boolean operandShapes,
    boolean operandNames,
    boolean indexComments,
    boolean programShape,
    boolean largeConstants,
    boolean metadata,
    boolean backendConfig,
    boolean controlDependencies,
    boolean canonicalNames,
    boolean compactTupleElements) {

  /** XLA's default, as in its dumps; large constants are elided, so it may not be readable. */
  public static final PrintForm DEFAULT =
      new PrintForm(true, false, true, true, true, false, true, true, true, false, false);

  /** Everything there is to say. */
  public static final PrintForm LONG =
      new PrintForm(true, true, true, true, true, true, true, true, true, false, false);

  /** What is needed to read the program back, metadata and control dependencies excepted. */
  public static final PrintForm SHORT =
      new PrintForm(false, false, true, false, false, true, false, true, false, false, false);

  /**
   * A text that is equal for computations that differ in names only; for comparison, it cannot be
   * read back.
   */
  public static final PrintForm CANONICAL =
      new PrintForm(false, true, false, false, false, false, false, false, false, true, false);

  /** This form with {@code base#i} instead of get-tuple-element instructions. */
  public PrintForm withCompactTupleElements() {
    return new PrintForm(
        percent,
        operandShapes,
        operandNames,
        indexComments,
        programShape,
        largeConstants,
        metadata,
        backendConfig,
        controlDependencies,
        canonicalNames,
        true);
  }

  /** This form with values of all constants. */
  public PrintForm withLargeConstants() {
    return new PrintForm(
        percent,
        operandShapes,
        operandNames,
        indexComments,
        programShape,
        true,
        metadata,
        backendConfig,
        controlDependencies,
        canonicalNames,
        compactTupleElements);
  }
}
