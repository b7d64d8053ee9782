package org.hlorun.gpu.codegen;

import org.hlorun.gpu.schedule.KernelSchedule;
import org.hlorun.kernelir.codegen.LlvmText;

/** The threads that run one iteration of the grid: a thread, a warp or a block. */
final class ThreadGroup {
  private final LlvmText text;
  private final KernelSchedule schedule;
  private String thread;
  private String number;
  private String lane;

  ThreadGroup(LlvmText text, KernelSchedule schedule) {
    this.text = text;
    this.schedule = schedule;
  }

  /** Writes what a thread needs to know; gives the iteration of the grid as an {@code i64}. */
  String start() {
    thread = register("tid.x");
    String block = text.assign("zext i32 %s to i64".formatted(register("ctaid.x")));
    String wide = text.assign("zext i32 %s to i64".formatted(thread));
    if (schedule.groups() == 1) {
      lane = wide;
      number = "0";
      return block;
    }
    int size = schedule.groupSize();
    number = size == 1 ? wide : text.assign("udiv i64 %s, %d".formatted(wide, size));
    lane = size == 1 ? "0" : text.assign("urem i64 %s, %d".formatted(wide, size));
    String first = text.assign("mul nuw nsw i64 %s, %d".formatted(block, schedule.groups()));
    return text.assign("add nuw nsw i64 %s, %s".formatted(first, number));
  }

  private String register(String register) {
    String symbol = "@llvm.nvvm.read.ptx.sreg." + register;
    text.declare("i32 %s()".formatted(symbol));
    return text.assign("call i32 %s()".formatted(symbol));
  }

  /** Threads of the group. */
  int size() {
    return schedule.groupSize();
  }

  /** The number of the thread in its group, an {@code i64}. */
  String lane() {
    return lane;
  }

  /** The number of the thread in its block, an {@code i32}. */
  String thread() {
    return thread;
  }

  /** What all threads of the group wrote before is visible to all of them behind it. */
  void barrier() {
    if (size() == KernelSchedule.WARP) {
      text.declare("void @llvm.nvvm.bar.warp.sync(i32)");
      text.line("call void @llvm.nvvm.bar.warp.sync(i32 -1)");
    } else {
      text.declare("void @llvm.nvvm.barrier0()");
      text.line("call void @llvm.nvvm.barrier0()");
    }
  }

  /**
   * The address of shared memory of this group.
   *
   * @param bytes what each group has
   * @param offset where in it
   */
  String shared(String symbol, long bytes, long offset) {
    String base = text.assign("addrspacecast ptr addrspace(3) @%s to ptr".formatted(symbol));
    String start =
        schedule.groups() == 1
            ? Long.toString(offset)
            : text.assign(
                "add nuw nsw i64 %s, %d"
                    .formatted(
                        text.assign("mul nuw nsw i64 %s, %d".formatted(number, bytes)), offset));
    return text.assign("getelementptr i8, ptr %s, i64 %s".formatted(base, start));
  }
}
