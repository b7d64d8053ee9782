package org.hlorun.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.benchmarks.xla.XlaProcess;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;

/** XLA with some flags, in its process. */
final class XlaCompetitor implements Competitor {
  private final String name;
  private final XlaProcess process;
  private final List<ArrayShape> outputs;

  XlaCompetitor(String name, XlaProcess process, List<ArrayShape> outputs) {
    this.name = name;
    this.process = process;
    this.outputs = outputs;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long compileAndRun() {
    return process.compileAndRun();
  }

  @Override
  public long[] run(int count) {
    return process.run(count);
  }

  @Override
  public List<ArrayLiteral> results() {
    List<byte[]> bytes = process.results(outputs.size());
    List<ArrayLiteral> results = new ArrayList<>();
    for (int i = 0; i < bytes.size(); i++) {
      MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, bytes.get(i).length), 64);
      segment.copyFrom(MemorySegment.ofArray(bytes.get(i)));
      results.add(ArrayLiteral.of(outputs.get(i), segment.asSlice(0, bytes.get(i).length)));
    }
    return results;
  }

  @Override
  public void release() {
    process.load("", List.of(), List.of());
  }
}
