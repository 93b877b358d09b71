from pipeline.stack.cli import main

raise SystemExit(main())
