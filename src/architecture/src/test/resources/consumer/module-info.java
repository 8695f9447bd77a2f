module consumer {
  requires dev.countersign.device;
  requires dev.countersign.simulator;
  requires dev.countersign.jca;

  uses dev.countersign.device.TokenDriver;
}
