package org.hlorun.conformance.campaign;

import java.util.List;
import org.hlorun.conformance.fuzz.FuzzFailure;

/**
 * What came of a campaign.
 *
 * @param seed the seed of the first program
 * @param programs how many programs were checked
 * @param instructions how many instructions they had together
 * @param nanos how long it took
 * @param buckets the failures by cause
 */
public record CampaignReport(
    long seed, long programs, long instructions, long nanos, List<Bucket> buckets) {
  /**
   * Failures of one cause.
   *
   * @param first the first, made smaller
   * @param count how many there were
   */
  public record Bucket(FuzzFailure first, int count) {}

  public CampaignReport {
    buckets = List.copyOf(buckets);
  }

  /** The number of programs that failed. */
  public long failures() {
    return buckets.stream().mapToLong(Bucket::count).sum();
  }
}
