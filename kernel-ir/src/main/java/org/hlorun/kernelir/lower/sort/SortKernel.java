package org.hlorun.kernelir.lower.sort;

import java.util.ArrayList;
import java.util.List;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.KernelBuilder;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.ElementGenerator;
import org.hlorun.kernelir.lower.element.KernelArguments;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.kernelir.lower.loop.LineTasks;
import org.hlorun.kernelir.lower.loop.RoundedSizes;
import org.hlorun.language.shape.ElementType;

/** One of the kernels of a sort by blocks of threads, under construction. */
record SortKernel(KernelBuilder builder, KernelArguments arguments, ElementGenerator elements) {
  static SortKernel of(FusedView view) {
    KernelBuilder builder = new KernelBuilder();
    KernelArguments arguments = new KernelArguments(view);
    return new SortKernel(builder, arguments, new ElementGenerator(builder, arguments));
  }

  LoweredKernel finish(String name) {
    return arguments.lowered(arguments.kernel(builder, name), null);
  }

  /** Lines of records that a kernel reads or writes. */
  interface Records {
    List<Value> load(SortKernel kernel, IndexExpr line, IndexExpr position);

    void store(SortKernel kernel, IndexExpr line, IndexExpr position, List<Value> record);
  }

  /**
   * Lines of records in the instruction's scratch memory.
   *
   * @param offset the byte where they begin
   * @param length records of a line
   */
  record Scratch(List<ElementType> types, long offset, long lines, long length) implements Records {
    /** The byte behind them. */
    long end() {
      long end = offset;
      for (ElementType type : types) {
        end = RoundedSizes.aligned(end + bytes(type));
      }
      return end;
    }

    private long bytes(ElementType type) {
      return lines * length * SortRecords.parts(type) * NumberCode.storage(type).byteSize();
    }

    private SortRecords records(SortKernel kernel) {
      List<LineTasks.Memory> memory = new ArrayList<>();
      long start = offset;
      for (ElementType type : types) {
        long count = lines * length * SortRecords.parts(type);
        Buffer buffer =
            kernel.arguments.scratch(start, NumberCode.storage(type), count, Buffer.Role.OUTPUT);
        memory.add(new LineTasks.Memory(buffer, IndexExpr.constant(0)));
        start = RoundedSizes.aligned(start + bytes(type));
      }
      return new SortRecords(kernel.elements, types, memory);
    }

    @Override
    public List<Value> load(SortKernel kernel, IndexExpr line, IndexExpr position) {
      return records(kernel).load(line.times(length).plus(position));
    }

    @Override
    public void store(SortKernel kernel, IndexExpr line, IndexExpr position, List<Value> record) {
      records(kernel).store(line.times(length).plus(position), record);
    }
  }

  /**
   * A number for each line in the instruction's scratch memory.
   *
   * @param offset the byte where they begin
   */
  record Flags(long offset, long lines) {
    long end() {
      return RoundedSizes.aligned(offset + lines * ScalarType.I32.byteSize());
    }

    Buffer buffer(KernelArguments arguments, Buffer.Role role) {
      return arguments.scratch(offset, ScalarType.I32, lines, role);
    }

    /** Whether the number of a line is not 0. */
    Value isSet(KernelBuilder builder, KernelArguments arguments, IndexExpr line) {
      Value flag = builder.load(buffer(arguments, Buffer.Role.INPUT), line, null);
      return builder.compare(Predicate.NE, flag, builder.integer(ScalarType.I32, 0));
    }
  }
}
