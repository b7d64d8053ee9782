package org.hlorun.conformance.generator;

/**
 * How large random programs are.
 *
 * @param minSteps what a program has at least: the number of steps, each of which adds one
 *     instruction or a few that belong together
 * @param maxSteps what it has at most; called computations come on top
 * @param maxElements elements of an array, at most; most arrays are much smaller
 * @param approximate percentage of programs that use functions whose results are known only within
 *     some ULPs
 */
public record GeneratorOptions(int minSteps, int maxSteps, long maxElements, int approximate) {
  public static final GeneratorOptions DEFAULT = new GeneratorOptions(2, 24, 4096, 15);

  public GeneratorOptions withMaxElements(long value) {
    return new GeneratorOptions(minSteps, maxSteps, value, approximate);
  }

  public GeneratorOptions withMaxSteps(int value) {
    return new GeneratorOptions(Math.min(minSteps, value), value, maxElements, approximate);
  }
}
