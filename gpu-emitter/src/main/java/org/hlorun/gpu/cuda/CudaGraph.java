package org.hlorun.gpu.cuda;

import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import org.hlorun.gpu.device.LaunchSequence;

/** Launches that were recorded as a graph. */
final class CudaGraph implements LaunchSequence {
  private final CudaDevice device;
  private final CUgraph graph;
  private final String what;
  private CUgraphExec executable;

  /**
   * Makes a recorded graph ready.
   *
   * @param what its launches, for messages
   */
  CudaGraph(CudaDevice device, CUgraph graph, String what) {
    this.device = device;
    this.graph = graph;
    this.what = what;
    CUgraphExec made = new CUgraphExec();
    try {
      device
          .calls()
          .check(
              device.calls().driver().graphInstantiate(made, graph),
              "cannot make a graph of " + what);
    } catch (RuntimeException e) {
      device.calls().driver().graphDestroy(graph);
      throw e;
    }
    this.executable = made;
  }

  @Override
  public void launch() {
    device.launchGraph(executable, what);
  }

  @Override
  public void close() {
    if (executable != null) {
      CudaCalls calls = device.calls();
      calls.release(calls.driver().graphExecDestroy(executable), "cannot give a graph back");
      calls.release(calls.driver().graphDestroy(graph), "cannot give a graph back");
      executable = null;
      calls.finishRelease();
    }
  }
}
