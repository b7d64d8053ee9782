package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

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

  /** Of both handlers, so that the JVM spins code for one type. */
  private static final FunctionDescriptor TWO_WORDS =
      FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG);

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
  static void watch(long context) {
    LlvmLibrary.call("LLVMContextSetDiagnosticHandler", context, diagnosticHandler.address(), 0);
  }

  private static synchronized void installHandlers() {
    if (diagnosticHandler != null) {
      return;
    }
    try {
      MemorySegment fatal = stub("fatal");
      MemorySegment diagnostic = stub("diagnostic");
      LlvmLibrary.call("LLVMInstallFatalErrorHandler", fatal.address());
      diagnosticHandler = diagnostic;
    } catch (ReflectiveOperationException e) {
      throw Failures.unexpected(e);
    }
  }

  private static MemorySegment stub(String method) throws ReflectiveOperationException {
    MethodType java = TWO_WORDS.toMethodType();
    MethodHandle handle = MethodHandles.lookup().findStatic(CompilerThread.class, method, java);
    return Linker.nativeLinker().upcallStub(handle, TWO_WORDS, Arena.global());
  }

  /**
   * Never returns on a thread of this class: LLVM would end the process.
   *
   * @param nothing what lies where a second argument would
   */
  @SuppressWarnings("unused") // called by LLVM
  private static void fatal(long reason, long nothing) {
    if (Thread.currentThread() instanceof CompilerThread<?> thread) {
      thread.failure = problem(reason);
      thread.done.countDown();
      while (true) {
        LockSupport.park(thread);
      }
    }
  }

  @SuppressWarnings("unused") // called by LLVM
  private static void diagnostic(long info, long unused) {
    try {
      int severity = LlvmLibrary.callInt("LLVMGetDiagInfoSeverity", info);
      if (severity == SEVERITY_ERROR
          && Thread.currentThread() instanceof CompilerThread<?> thread) {
        long text = LlvmLibrary.call("LLVMGetDiagInfoDescription", info);
        thread.failure = problem(text);
        LlvmLibrary.call("LLVMDisposeMessage", text);
      }
    } catch (Throwable e) { // whatever left this method would end the process
      if (Thread.currentThread() instanceof CompilerThread<?> thread) {
        thread.failure = e;
      }
    }
  }

  private static IllegalStateException problem(long text) {
    return new IllegalStateException("LLVM cannot compile the code: " + LlvmLibrary.text(text));
  }
}
