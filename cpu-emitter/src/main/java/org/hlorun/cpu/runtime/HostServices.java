package org.hlorun.cpu.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.cpu.image.HandedBack;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** Runs instructions that a program hands back, each by an executable of its own. */
public final class HostServices implements AutoCloseable {
  private static final int FAILED = 1;

  private final List<HandedBack> calls;
  private final List<Executable> executables;
  private final Arena arena = Arena.ofShared();

  /**
   * @param calls the instructions
   * @param executables the program that consists of the instruction alone, one for each
   */
  public HostServices(List<HandedBack> calls, List<Executable> executables) {
    this.calls = List.copyOf(calls);
    this.executables = List.copyOf(executables);
  }

  /** Makes {@code i32 host(ptr table, i64 number)}, which is there until this is closed. */
  public MemorySegment service() {
    try {
      MethodHandle method =
          MethodHandles.lookup()
              .findVirtual(
                  HostServices.class,
                  "call",
                  MethodType.methodType(int.class, MemorySegment.class, long.class))
              .bindTo(this);
      return Linker.nativeLinker()
          .upcallStub(
              method,
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG),
              arena);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Nothing may be thrown into native code: failures stop the run that the caller is part of. */
  int call(MemorySegment table, long number) {
    try {
      run(table, calls.get((int) number), executables.get((int) number));
      return 0;
    } catch (Throwable e) {
      NativeRun.current().stop(e);
      return FAILED;
    }
  }

  private void run(MemorySegment table, HandedBack call, Executable executable) {
    int slot = call.firstSlot();
    List<Literal> operands = new ArrayList<>();
    for (var operand : call.program().entry().parameters()) {
      int leaves = operand.shape().leafCount();
      operands.add(view(operand.shape(), table, slot));
      slot += leaves;
    }
    Literal result = executable.run(operands);
    for (ArrayLiteral leaf : Leaves.of(result)) {
      long bytes = leaf.segment().byteSize();
      MemorySegment.copy(leaf.segment(), 0, address(table, slot++, bytes), 0, bytes);
    }
  }

  private static MemorySegment address(MemorySegment table, int slot, long bytes) {
    MemorySegment slots = table.reinterpret((slot + 1L) * ValueLayout.ADDRESS.byteSize());
    return slots.getAtIndex(ValueLayout.ADDRESS, slot).reinterpret(bytes);
  }

  private static Literal view(Shape shape, MemorySegment table, int slot) {
    if (shape instanceof ArrayShape array) {
      return ArrayLiteral.of(array, address(table, slot, array.byteSize()));
    }
    List<Literal> elements = new ArrayList<>();
    int next = slot;
    for (Shape element : ((TupleShape) shape).elements()) {
      elements.add(view(element, table, next));
      next += element.leafCount();
    }
    return new TupleLiteral(elements);
  }

  @Override
  public void close() {
    executables.forEach(Executable::close);
    arena.close();
  }
}
