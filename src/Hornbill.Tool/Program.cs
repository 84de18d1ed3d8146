return await Hornbill.Tool.CommandLine.Run(args);
