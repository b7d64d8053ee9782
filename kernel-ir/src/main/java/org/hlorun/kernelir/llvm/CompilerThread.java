package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A thread that LLVM compiles on. LLVM ends the process where it meets what it cannot compile,
 * unless a handler of fatal errors does not return: here the handler passes the message on and
 * leaves the thread parked for ever. Also, code generation is recursive and needs a deep stack.
 */
final class CompilerThread<T> extends Thread {
  private static final long STACK_BYTES = 64L << 20;
  private static final int SEVERITY_ERROR = 0;

  private static MemorySegment diagnosticHandler;

  private final Supplier<T> work;
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile T result;
  private volatile Throwable failure;

  private CompilerThread(Supplier<T> work) {
    super(null, null, "hlo-compiler", STACK_BYTES);
    this.work = work;
    setDaemon(true);
  }

  /**
   * Does something with LLVM.
   *
   * @throws IllegalStateException if LLVM meets a fatal error, or reports one
   */
  static <T> T call(Supplier<T> work) {
    installHandlers();
    CompilerThread<T> thread = new CompilerThread<>(work);
    thread.start();
    return thread.await();
  }

  @Override
  public void run() {
    try {
      result = work.get();
    } catch (Throwable e) {
      failure = failure == null ? e : failure;
    } finally {
      done.countDown();
    }
  }

  private T await() {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // compiling takes little time, and cannot be left half done
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw Failures.unexpected(failure);
    }
    return result;
  }

  /** Lets errors in a context's modules be reported rather than end the process. */
  static void watch(MemorySegment context) throws Throwable {
    LlvmLibrary.function("LLVMContextSetDiagnosticHandler", null, ADDRESS, ADDRESS, ADDRESS)
        .invoke(context, diagnosticHandler, MemorySegment.NULL);
  }

  private static synchronized void installHandlers() {
    if (diagnosticHandler != null) {
      return;
    }
    try {
      MemorySegment fatal = stub("fatal", FunctionDescriptor.ofVoid(ADDRESS));
      MemorySegment diagnostic = stub("diagnostic", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
      LlvmLibrary.function("LLVMInstallFatalErrorHandler", null, ADDRESS).invoke(fatal);
      diagnosticHandler = diagnostic;
    } catch (Throwable e) {
      throw Failures.unexpected(e);
    }
  }

  private static MemorySegment stub(String method, FunctionDescriptor type)
      throws ReflectiveOperationException {
    MethodType java = type.toMethodType();
    MethodHandle handle = MethodHandles.lookup().findStatic(CompilerThread.class, method, java);
    return Linker.nativeLinker().upcallStub(handle, type, Arena.global());
  }

  /** Never returns on a thread of this class: LLVM would end the process. */
  @SuppressWarnings("unused") // called by LLVM
  private static void fatal(MemorySegment reason) {
    if (Thread.currentThread() instanceof CompilerThread<?> thread) {
      thread.failure = problem(reason);
      thread.done.countDown();
      while (true) {
        LockSupport.park(thread);
      }
    }
  }

  @SuppressWarnings("unused") // called by LLVM
  private static void diagnostic(MemorySegment info, MemorySegment unused) {
    try {
      int severity =
          (int) LlvmLibrary.function("LLVMGetDiagInfoSeverity", JAVA_INT, ADDRESS).invoke(info);
      if (severity == SEVERITY_ERROR
          && Thread.currentThread() instanceof CompilerThread<?> thread) {
        MemorySegment text =
            (MemorySegment)
                LlvmLibrary.function("LLVMGetDiagInfoDescription", ADDRESS, ADDRESS).invoke(info);
        thread.failure = problem(text);
        LlvmLibrary.function("LLVMDisposeMessage", null, ADDRESS).invoke(text);
      }
    } catch (Throwable e) { // whatever left this method would end the process
      if (Thread.currentThread() instanceof CompilerThread<?> thread) {
        thread.failure = e;
      }
    }
  }

  private static IllegalStateException problem(MemorySegment text) {
    return new IllegalStateException("LLVM cannot compile the code: " + LlvmLibrary.text(text));
  }
}
