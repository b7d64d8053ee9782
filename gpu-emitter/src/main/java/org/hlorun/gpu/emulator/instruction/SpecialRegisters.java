package org.hlorun.gpu.emulator.instruction;

import java.util.Map;
import org.hlorun.gpu.emulator.machine.Special;
import org.hlorun.gpu.emulator.machine.Warp;

/** The table of special registers whose value is known when a block begins. */
final class SpecialRegisters {
  private static final Special ZERO = (warp, lane) -> 0;
  private static final Special ONE = (warp, lane) -> 1;

  private static final Map<String, Special> TABLE =
      Map.ofEntries(
          Map.entry("%tid.x", (warp, lane) -> warp.index() * Warp.LANES + lane),
          Map.entry("%tid.y", ZERO),
          Map.entry("%tid.z", ZERO),
          Map.entry("%ntid.x", (warp, lane) -> warp.block().threads()),
          Map.entry("%ntid.y", ONE),
          Map.entry("%ntid.z", ONE),
          Map.entry("%ctaid.x", (warp, lane) -> warp.block().number()),
          Map.entry("%ctaid.y", ZERO),
          Map.entry("%ctaid.z", ZERO),
          Map.entry("%nctaid.x", (warp, lane) -> warp.block().grid().blocks()),
          Map.entry("%nctaid.y", ONE),
          Map.entry("%nctaid.z", ONE),
          Map.entry("%laneid", (warp, lane) -> lane),
          Map.entry("%warpid", (warp, lane) -> warp.index()),
          Map.entry("%nwarpid", (warp, lane) -> 32),
          Map.entry("%lanemask_eq", (warp, lane) -> 1L << lane),
          Map.entry("%lanemask_lt", (warp, lane) -> (1L << lane) - 1),
          Map.entry("%lanemask_le", (warp, lane) -> (2L << lane) - 1),
          Map.entry("%lanemask_gt", (warp, lane) -> 0xFFFF_FFFFL & -(2L << lane)),
          Map.entry("%lanemask_ge", (warp, lane) -> 0xFFFF_FFFFL & -(1L << lane)),
          Map.entry("%smid", ZERO),
          Map.entry("%nsmid", ONE),
          Map.entry("%gridid", ZERO),
          Map.entry("%dynamic_smem_size", (warp, lane) -> warp.block().grid().sharedBytes()),
          Map.entry("%total_smem_size", (warp, lane) -> warp.block().sharedBytes()),
          Map.entry("%clusterid.x", (warp, lane) -> warp.block().number()),
          Map.entry("%clusterid.y", ZERO),
          Map.entry("%clusterid.z", ZERO),
          Map.entry("%nclusterid.x", (warp, lane) -> warp.block().grid().blocks()),
          Map.entry("%nclusterid.y", ONE),
          Map.entry("%nclusterid.z", ONE),
          Map.entry("%cluster_ctaid.x", ZERO),
          Map.entry("%cluster_ctaid.y", ZERO),
          Map.entry("%cluster_ctaid.z", ZERO),
          Map.entry("%cluster_nctaid.x", ONE),
          Map.entry("%cluster_nctaid.y", ONE),
          Map.entry("%cluster_nctaid.z", ONE),
          Map.entry("%cluster_ctarank", ZERO),
          Map.entry("%cluster_nctarank", ONE));

  private SpecialRegisters() {}

  /** What gives the value of a special register, or null if it is not known beforehand. */
  static Special of(String name) {
    return TABLE.get(name);
  }
}
