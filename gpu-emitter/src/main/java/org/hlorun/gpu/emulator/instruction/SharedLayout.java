package org.hlorun.gpu.emulator.instruction;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hlorun.gpu.emulator.memory.AddressMap;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxFunction;
import org.hlorun.gpu.emulator.text.PtxInstruction;
import org.hlorun.gpu.emulator.text.PtxModule;
import org.hlorun.gpu.emulator.text.PtxVariable;
import org.hlorun.gpu.emulator.text.StateSpace;

/**
 * Addresses of the shared variables that a kernel and the functions it calls name. Those whose size
 * the launch decides all begin behind the others.
 */
final class SharedLayout {
  private final PtxModule module;
  private final Map<PtxVariable, Long> addresses = new IdentityHashMap<>();
  private final List<PtxVariable> unsized = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private long end = AddressMap.FIRST;

  SharedLayout(PtxModule module, PtxFunction kernel) {
    this.module = module;
    visit(kernel);
    int alignment = 16;
    for (PtxVariable variable : unsized) {
      alignment = Math.max(alignment, variable.alignment());
    }
    if (!unsized.isEmpty()) {
      end = align(end, alignment);
    }
    unsized.forEach(variable -> addresses.put(variable, end));
  }

  /** The address of a variable in shared memory. */
  long address(PtxVariable variable) {
    return addresses.get(variable);
  }

  /** The address behind all variables whose size is known. */
  long end() {
    return end;
  }

  private void visit(PtxFunction function) {
    if (function == null || !seen.add(function.name())) {
      return;
    }
    for (PtxInstruction instruction : function.instructions()) {
      instruction.operands().forEach(this::visit);
    }
  }

  private void visit(Operand operand) {
    switch (operand) {
      case Operand.Symbol symbol -> place(symbol.variable());
      case Operand.Address address -> visit(address.base());
      case Operand.Vector vector -> vector.elements().forEach(this::visit);
      case Operand.Group group -> group.elements().forEach(this::visit);
      case Operand.Name name -> visit(module.functions().get(name.name()));
      default -> {}
    }
  }

  private void place(PtxVariable variable) {
    if (variable.space() != StateSpace.SHARED || addresses.containsKey(variable)) {
      return;
    }
    if (variable.unsized()) {
      unsized.add(variable);
      return;
    }
    long address = align(end, variable.alignment());
    addresses.put(variable, address);
    end = address + variable.bytes();
  }

  private static long align(long address, int alignment) {
    return (address + alignment - 1) & -alignment;
  }
}
