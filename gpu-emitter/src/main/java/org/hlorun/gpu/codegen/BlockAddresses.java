package org.hlorun.gpu.codegen;

import java.util.Map;
import org.hlorun.kernelir.codegen.IndexEmitter;
import org.hlorun.kernelir.codegen.LlvmText;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;

/**
 * Addresses of elements in one of the memories of a GPU.
 *
 * @param pointers the generic address of every buffer
 */
record BlockAddresses(LlvmText text, IndexEmitter indices, Map<Buffer, String> pointers) {
  /** The number of shared memory among LLVM's address spaces. */
  static final int SHARED = 3;

  /** The number of global memory among LLVM's address spaces. */
  static final int GLOBAL = 1;

  /** A pointer to an element in an address space. */
  String of(Buffer buffer, IndexExpr index, int space) {
    String generic =
        text.assign(
            "getelementptr %s, ptr %s, i64 %s"
                .formatted(
                    LlvmText.type(buffer.type()), pointers.get(buffer), indices.scalar(index)));
    return text.assign("addrspacecast ptr %s to ptr addrspace(%d)".formatted(generic, space));
  }
}
