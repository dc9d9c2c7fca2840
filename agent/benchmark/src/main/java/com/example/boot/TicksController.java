package com.example.boot;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers how often the Quartz job ran. */
@RestController
class TicksController {
  @GetMapping("/ticks")
  String ticks() {
    return Long.toString(TickJob.COUNT - TickJob.DONE.getCount());
  }
}
