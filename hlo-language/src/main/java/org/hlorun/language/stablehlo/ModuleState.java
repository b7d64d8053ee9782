package org.hlorun.language.stablehlo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.mlir.MlirOperation;

/** The module being made: unique names, the order of its computations, values known already. */
final class ModuleState {
  private final HloModule module;
  private final KnownValues known = new KnownValues();
  private final List<HloComputation> finished = new ArrayList<>();
  private final Set<String> computationNames = new HashSet<>();
  private final Map<String, MlirOperation> meshes = new HashMap<>();
  private InfeedFunctions infeed;
  private long next = 1;

  ModuleState(HloModule module) {
    this.module = module;
  }

  HloModule module() {
    return module;
  }

  KnownValues known() {
    return known;
  }

  /** Says that a module has a mesh of a name. */
  void addMesh(String name, MlirOperation mesh) {
    meshes.put(name, mesh);
  }

  /** The meshes of the module by name. */
  Map<String, MlirOperation> meshes() {
    return meshes;
  }

  /** The {@code sdy.mesh} of a name. */
  Optional<MlirOperation> mesh(String name) {
    return Optional.ofNullable(meshes.get(name));
  }

  /** The functions that feed the process being imported, or null if the host does. */
  InfeedFunctions infeed() {
    return infeed;
  }

  void setInfeed(InfeedFunctions functions) {
    infeed = functions;
  }

  String instructionName(Opcode opcode) {
    return opcode.mnemonic() + "." + next++;
  }

  /** An empty computation, named as wanted as far as HLO text allows. */
  HloComputation open(String wanted) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < wanted.length(); i++) {
      char c = wanted.charAt(i);
      boolean plain =
          c < 0x80 && (Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-');
      name.append(plain ? c : '_');
    }
    if (name.isEmpty() || !(Character.isLetter(name.charAt(0)) || name.charAt(0) == '_')) {
      name.insert(0, '_');
    }
    String unique = name.toString();
    if (!computationNames.add(unique)) {
      unique = name + "." + next++;
      computationNames.add(unique);
    }
    return module.addComputation(unique);
  }

  /** Says that a computation is complete, and with it all that it calls. */
  void close(HloComputation computation) {
    finished.add(computation);
  }

  /** Puts the computations into an order in which callees come first. */
  void order() {
    module.reorder(finished);
  }
}
