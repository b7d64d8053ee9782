package org.hlorun.fusion.fuse;

/**
 * A fusion that was given up because too many results would have lived at once.
 *
 * @param computation the name of its computation
 * @param fusion which one, in words
 * @param before the bytes of results that would live at once with all fusions
 * @param after the bytes that live at once without those that were given up
 * @param limit how many may
 */
public record GivenUpFusion(
    String computation, String fusion, long before, long after, long limit) {
  @Override
  public String toString() {
    return computation
        + ": "
        + fusion
        + " was given up: results would take "
        + before
        + " bytes at once, and take "
        + after
        + "; the limit is "
        + limit;
  }
}
