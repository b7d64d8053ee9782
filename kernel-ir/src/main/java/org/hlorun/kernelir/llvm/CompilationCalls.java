package org.hlorun.kernelir.llvm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/**
 * The functions that every compilation calls: as constants, which the virtual machine calls without
 * looking for them.
 */
final class CompilationCalls {
  static final MethodHandle CONTEXT_CREATE = LlvmLibrary.function("LLVMContextCreate", ADDRESS);
  static final MethodHandle CONTEXT_DISPOSE =
      LlvmLibrary.function("LLVMContextDispose", null, ADDRESS);
  static final MethodHandle DISPOSE_MODULE =
      LlvmLibrary.function("LLVMDisposeModule", null, ADDRESS);
  static final MethodHandle CREATE_OPTIONS =
      LlvmLibrary.function("LLVMCreatePassBuilderOptions", ADDRESS);
  static final MethodHandle DISPOSE_OPTIONS =
      LlvmLibrary.function("LLVMDisposePassBuilderOptions", null, ADDRESS);
  static final MethodHandle RUN_PASSES =
      LlvmLibrary.function("LLVMRunPasses", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle COPY_TO_BUFFER =
      LlvmLibrary.function(
          "LLVMCreateMemoryBufferWithMemoryRangeCopy", ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  static final MethodHandle PARSE =
      LlvmLibrary.function("LLVMParseIRInContext", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  static final MethodHandle LINK_MODULES =
      LlvmLibrary.function("LLVMLinkModules2", JAVA_INT, ADDRESS, ADDRESS);
  static final MethodHandle VERIFY_MODULE =
      LlvmLibrary.function("LLVMVerifyModule", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
  static final MethodHandle EMIT =
      LlvmLibrary.function(
          "LLVMTargetMachineEmitToMemoryBuffer",
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  static final MethodHandle BUFFER_SIZE =
      LlvmLibrary.function("LLVMGetBufferSize", JAVA_LONG, ADDRESS);
  static final MethodHandle BUFFER_START =
      LlvmLibrary.function("LLVMGetBufferStart", ADDRESS, ADDRESS);
  static final MethodHandle DISPOSE_BUFFER =
      LlvmLibrary.function("LLVMDisposeMemoryBuffer", null, ADDRESS);
  static final MethodHandle DISPOSE_MESSAGE =
      LlvmLibrary.function("LLVMDisposeMessage", null, ADDRESS);

  private CompilationCalls() {}
}
