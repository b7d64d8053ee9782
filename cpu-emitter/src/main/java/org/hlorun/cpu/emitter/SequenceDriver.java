package org.hlorun.cpu.emitter;

/**
 * The function {@link ProgramEmitter#ENTRY} of all programs that are nothing but calls of kernels
 * one after the other: it is given the list of calls. It is compiled once in a process, so that
 * such programs need no code of their own but that of their kernels, of which those of the library
 * have none either.
 */
public final class SequenceDriver {
  /** Numbers of a call in the list. */
  public static final int NUMBERS = 4;

  /** The module's text; the list ends where the address of a kernel is null. */
  static final String TEXT =
      """
      define i32 @%s(ptr %%table) nounwind {
      entry:
        %%list = getelementptr ptr, ptr %%table, i64 %d
        %%first = load ptr, ptr %%list
        %%flags = getelementptr ptr, ptr %%table, i64 %d
        %%flag = load ptr, ptr %%flags
        %%services = getelementptr ptr, ptr %%table, i64 %d
        %%parallel = load ptr, ptr %%services
        br label %%look
      look:
        %%call = phi ptr [ %%first, %%entry ], [ %%next, %%ran ]
        %%kernel = load ptr, ptr %%call
        %%ends = icmp eq ptr %%kernel, null
        br i1 %%ends, label %%end, label %%poll
      poll:
        %%stop = load volatile i32, ptr %%flag
        %%goes = icmp eq i32 %%stop, 0
        br i1 %%goes, label %%run, label %%stopped
      run:
        %%slots = getelementptr i64, ptr %%call, i64 1
        %%slot = load i64, ptr %%slots
        %%arguments = getelementptr ptr, ptr %%table, i64 %%slot
        %%counts = getelementptr i64, ptr %%call, i64 2
        %%tasks = load i64, ptr %%counts
        %%modes = getelementptr i64, ptr %%call, i64 3
        %%mode = load i64, ptr %%modes
        %%serial = icmp eq i64 %%mode, 0
        br i1 %%serial, label %%here, label %%workers
      here:
        call void %%kernel(ptr %%arguments, i64 0, i64 %%tasks)
        br label %%ran
      workers:
        call void %%parallel(ptr %%kernel, ptr %%arguments, i64 %%tasks)
        br label %%ran
      ran:
        %%next = getelementptr i64, ptr %%call, i64 %d
        br label %%look
      end:
        ret i32 0
      stopped:
        ret i32 %d
      }
      """
          .formatted(
              ProgramEmitter.ENTRY,
              ProgramEmitter.CALLS_SLOT,
              ProgramEmitter.STOP_SLOT,
              ProgramEmitter.PARALLEL_SLOT,
              NUMBERS,
              ProgramEmitter.STOPPED);

  private SequenceDriver() {}
}
